/** The text of a listing: a file a line. */
export function renderListing(files: readonly string[]): string {
  return files.map((file) => `${file}\n`).join('');
}

/** What a package holds beyond its listing, as `+ file`, and what it lacks, as `- file`. */
export function compareListing(listing: string, files: readonly string[]): readonly string[] {
  const listed = new Set(listing.split(/\r?\n/).filter(Boolean));
  const packed = new Set(files);
  return [
    ...files.filter((file) => !listed.has(file)).map((file) => `+ ${file}`),
    ...[...listed].filter((file) => !packed.has(file)).map((file) => `- ${file}`),
  ];
}
