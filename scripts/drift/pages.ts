import { operationsOf, type JsonObject } from '../openapi/document.js';
import { UserError } from '../command.js';
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

/** A fenced block, which ends with a fence of the same characters that is as long, or with the text. */
const BLOCK =
  /^ {0,3}(?<fence>`{3,}|~{3,})(?<info>[^`\r\n]*)\r?\n(?<text>[^]*?)(?:(?<end>^ {0,3}\k<fence>[`~]*\s*?$)|$(?![^]))/gm;

/** A fence line such as ` ````yaml /swagger/openapi-billing.json post /payment/refund `. */
const INFO = /^\s*(?:ya?ml|json)\s+(?<origin>\S+)\s+(?<method>[a-z]+)\s+(?<path>\/\S*)\s*$/i;

/** The documents in a page; none if it is no document and has no OpenAPI block. @throws {UserError} for a bad one */
export async function documentsIn(page: string, source: string): Promise<readonly Document[]> {
  const blocks = [...page.matchAll(BLOCK)].map(({ index, groups = {} }) => {
    const { info = '', text = '', end } = groups;
    const { origin, method = '', path = '' } = INFO.exec(info)?.groups ?? {};
    const operation = `${method.toUpperCase()} ${path}`;
    return { text, end, line: page.slice(0, index).split('\n').length, origin, operation };
  });
  // Beside a block that names its operation, others are samples.
  const named = blocks.filter(({ origin }) => origin !== undefined);
  const unnamed = blocks.filter(({ text, end }) => end !== undefined && isOpenAPI(text));
  const whole = { text: page, end: '', line: 0, origin: undefined, operation: '' };
  const all = [named, unnamed, isOpenAPI(page) ? [whole] : []];
  const chosen = all.find((found) => found.length > 0) ?? [];
  const documents = chosen.map(
    async ({ text, end, line, origin, operation }): Promise<Document> => {
      if (end === undefined || text.trim() === '') {
        const problem = `the block that starts here ${end === undefined ? 'has no end' : 'is empty'}`;
        throw new UserError(`${source}:${line}:1: ${problem}; try again later`);
      }
      // Blank lines keep the position of a mistake that of the page.
      const contract = parseContract('\n'.repeat(line) + text, source);
      await lintContract(contract, 'kinds');
      const names = namesIn(contract.document);
      if (names.length === 0) {
        throw new UserError(
          `${contract.at(['paths'])}: there is no operation; find the whole document`,
        );
      }
      const operations = origin === undefined ? names : [operation];
      return { contract, text, source, operations, isWhole: line === 0, ...(origin && { origin }) };
    },
  );
  return Promise.all(documents);
}

/** The operations of a document, such as `POST /payment/refund`. */
export function namesIn(document: JsonObject): readonly string[] {
  return operationsOf(document).map(({ name }) => name);
}

export function isHtml(text: string): boolean {
  return /^\uFEFF?\s*<(?:!doctype|html|head|body)\b/i.test(text);
}

/** Whether a text is meant to be OpenAPI, valid or not. */
function isOpenAPI(text: string): boolean {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('{')) return /["{,\s](?:openapi|swagger|paths)["']?\s*:/.test(start);
  return !isHtml(start) && /^(["']?)(?:openapi|swagger)\1\s*:/m.test(start);
}
