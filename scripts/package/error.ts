/** What is wrong, and what to do about it, for whoever runs the command. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}
