import { operationsOf, type JsonObject } from '../openapi/document.js';
import { ContractError } from '../openapi/error.js';
import { lintContract, parseContract, type Contract } from '../openapi/read.js';

/** A published OpenAPI document: a text of its own, or a block of a docs page. */
export interface Document {
  readonly contract: Contract;
  readonly text: string;
  readonly source: string;
  /** The operations that it must describe, such as `POST /payment/refund`. */
  readonly operations: readonly string[];
  /** Whether it describes the whole API, so that what it lacks is gone. */
  readonly isWhole: boolean;
  /** The document that the block is from, as its fence line names it. */
  readonly origin?: string;
}

/** A fence line such as ` ````yaml /swagger/openapi-billing.json post /payment/refund `. */
const FENCE = /^ {0,3}(?<fence>`{3,}|~{3,})(?<info>[^`\r\n]*?)\s*$/;
const INFO = /^(?:ya?ml|json)\s+(?<origin>\S+)\s+(?<method>[a-z]+)\s+(?<path>\/\S*)$/i;

/** The documents in a text; none if it is no document and has no OpenAPI block. @throws {ContractError} for a bad one */
export async function documentsIn(text: string, source: string): Promise<readonly Document[]> {
  const blocks = blocksIn(text, source);
  const named = blocks.filter(({ info }) => INFO.test(info));
  // Beside a block that names its operation, others are samples.
  const chosen =
    named.length > 0
      ? named
      : blocks.filter(
          ({ info, body }) => /^(ya?ml|json|openapi)?\b/i.test(info) && isOpenAPI(body),
        );
  if (chosen.length === 0) {
    if (isHtml(text) || !isOpenAPI(text)) return [];
    const contract = await parse(text, source);
    return [{ contract, text, source, operations: namesOf(contract), isWhole: true }];
  }
  const documents = chosen.map(async ({ info, body, line }) => {
    // Blank lines keep the position of a mistake that of the page.
    const contract = await parse(body.trim() && `${'\n'.repeat(line)}${body}`, source);
    const { origin, method = '', path = '' } = INFO.exec(info)?.groups ?? {};
    const operations = origin ? [`${method.toUpperCase()} ${path}`] : namesOf(contract);
    return { contract, text: body, source, operations, isWhole: false, ...(origin && { origin }) };
  });
  return Promise.all(documents);
}

export function namesOf({ document }: Contract): readonly string[] {
  return namesIn(document);
}

export function namesIn(document: JsonObject): readonly string[] {
  return operationsOf(document).map(({ name }) => name);
}

export function isHtml(text: string): boolean {
  return /^\uFEFF?\s*<(?:!doctype|html|head|body)\b/i.test(text);
}

/** The targets of the links in a text. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/\[[^\]]*\]\(\s*<?([^\s)>]+)/g)].map(([, link = '']) => link);
}

interface Block {
  readonly info: string;
  readonly body: string;
  /** The line of the fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown text. A fence ends with one of the same characters that is as long. */
function blocksIn(text: string, source: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/(?<=\n)/);
  for (let at = 0; at < lines.length; at += 1) {
    const { fence, info = '' } = FENCE.exec(lines[at] ?? '')?.groups ?? {};
    if (fence === undefined) continue;
    const end = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}\\s*$`);
    const length = lines.slice(at + 1).findIndex((line) => end.test(line));
    if (length < 0) {
      if (!INFO.test(info.trim())) break;
      const problem = 'the block that starts here has no end; the page is cut short, try again';
      throw new ContractError(`${source}:${at + 1}:1: ${problem}`);
    }
    const body = lines.slice(at + 1, at + 1 + length).join('');
    blocks.push({ info: info.trim(), body, line: at + 1 });
    at += length + 1;
  }
  return blocks;
}

/** Whether a text is meant to be OpenAPI, valid or not. */
function isOpenAPI(text: string): boolean {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  return start.startsWith('{')
    ? /["{,\s](?:openapi|swagger|paths)["']?\s*:/.test(start)
    : /^(["']?)(?:openapi|swagger)\1\s*:/m.test(start);
}

async function parse(text: string, source: string): Promise<Contract> {
  if (text === '') throw new ContractError(`${source}: the block is empty; try again later`);
  const contract = parseContract(text, source);
  await lintContract(contract, 'kinds');
  if (namesOf(contract).length > 0) return contract;
  throw new ContractError(
    `${contract.at(['paths'])}: there is no operation; find the whole document`,
  );
}
