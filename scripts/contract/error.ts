/** What is wrong, and what to do about it, in one line for whoever runs the command: `file:line:col: problem; remedy`. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}
