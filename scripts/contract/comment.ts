/** Text that stays text in a JSDoc comment: an @ within it begins no tag. Markdown shows `\@` as @. */
export function commentText(text: unknown): string {
  return String(text)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/(^|\s)@(?=\S)/g, '$1\\@')
    .trim();
}

/** A JSDoc comment, on lines of its own where the text has several. */
export function comment(text: string): string {
  const lines = text.replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return `/** ${lines.join()} */`;
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}
