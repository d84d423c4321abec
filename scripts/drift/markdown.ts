/** A fenced code block of a Markdown text. */
export interface FencedBlock {
  /** What follows the opening fence, such as `yaml /openapi.json post /refund`. */
  readonly info: string;
  /** All between the two fence lines, byte for byte. */
  readonly text: string;
  /** The line of the text that the opening fence stands on, from 1. */
  readonly line: number;
  /** False where the text ends before the block does. */
  readonly isClosed: boolean;
}

/** The fenced code blocks of a text by the rules of CommonMark: three or more backticks or tildes, closed by as many or more. */
export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  const lines = markdown.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, fence, info] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)/.exec(trimEnd(lines[at])) ?? [];
    if (fence === undefined || info === undefined) continue;
    const closing = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}$`);
    const length = lines.slice(at + 1).findIndex((line) => closing.test(trimEnd(line)));
    const end = length < 0 ? lines.length : at + 1 + length;
    const text = lines.slice(at + 1, end).join('');
    blocks.push({ info: info.trim(), text, line: at + 1, isClosed: length >= 0 });
    at = end;
  }
  return blocks;
}

/** A text without its fenced blocks and without front matter. */
export function proseOf(markdown: string): string {
  const body = markdown.replace(/^\uFEFF?---\r?\n[^]*?^---\s*$/m, '');
  return fencedBlocks(body).reduce((rest, { text }) => rest.replace(text, () => ''), body);
}

/** The targets of the links in a text, in its order. */
export function linksOf(markdown: string): readonly string[] {
  const links = markdown.matchAll(/\[[^\]]*\]\(\s*<?([^\s)>]+)>?[^)]*\)|<(https?:[^\s>]+)>/g);
  return [...links].map(([, link, auto]) => link ?? auto ?? '');
}

/** Whether a text is mostly a list of links, as `llms.txt` is. */
export function isListOfLinks(markdown: string): boolean {
  const lines = markdown.split('\n').filter((line) => /^\s*[^\s#>]/.test(line));
  const items = lines.filter((line) => /^\s*(?:[-*+]|\d+[.)])\s+\[[^\]]*\]\(/.test(line));
  return items.length > 0 && items.length * 2 > lines.length;
}

function trimEnd(line = ''): string {
  return line.trimEnd();
}
