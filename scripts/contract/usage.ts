/** A wrong command line in one line: what is wrong with it, and where to look. */
export function explainUsage(error: unknown, command: string): string {
  // Node adds advice in further sentences.
  const [problem = ''] = (error as Error).message.split(/\.\s|\n/);
  return `${problem}; npm run ${command} -- --help shows the options`;
}
