import { ContractError } from '../contract/error.js';
import { operationNames } from '../contract/facts.js';
import { parseContract, type Contract } from '../contract/read.js';
import { isAddress, type Fetched } from './fetch.js';
import { fencedBlocks, proseOf, type FencedBlock } from './markdown.js';

/** A document as published, and what it speaks for. */
export interface Slice {
  readonly contract: Contract;
  /** The document byte for byte. */
  readonly text: string;
  /** The URL or file that it came from. */
  readonly source: string;
  /** The operations that it speaks for, as `POST /refund`. One that its document does not hold is gone. */
  readonly operations: readonly string[];
  /** Whether it speaks for the whole API: what it lacks is gone, too. */
  readonly isWhole: boolean;
  /** The document that the page takes its block from, as the page calls it. */
  readonly origin?: string;
}

/** The documents in a text: the text itself, or the OpenAPI blocks of a docs page. None where it is neither. */
export function slicesOf(fetched: Fetched, source: string): readonly Slice[] {
  const { text } = fetched;
  const blocks = fencedBlocks(text).filter(isOpenAPI);
  if (blocks.length > 0 && !isDocument(proseOf(text))) {
    // Beside a block that names its operation, others are samples.
    const proper = blocks.filter(({ info }) => BLOCK_INFO.test(info));
    const chosen = proper.length > 0 ? proper : blocks;
    return chosen.map((block) => sliceOfBlock(block, source));
  }
  if (fetched.isHtml || !isDocument(text)) return [];
  const contract = parse(text, source);
  return [{ contract, text, source, operations: operationNames(contract.document), isWhole: true }];
}

/** A block of a docs page, such as ` ````yaml /swagger/openapi-billing.json post /refund `. */
const BLOCK_INFO = /^(?:ya?ml|json)\s+(?<origin>\S+)\s+(?<method>[a-z]+)\s+(?<path>\/\S*)$/i;

function isOpenAPI({ info, text }: FencedBlock): boolean {
  return (
    BLOCK_INFO.test(info) || (/^(?:ya?ml|json|openapi)?(?:\s|$)/i.test(info) && isDocument(text))
  );
}

/** Whether a text begins an OpenAPI document, be it valid or not. */
function isDocument(text: string): boolean {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  return start.startsWith('{')
    ? /["{,\s](?:openapi|swagger|paths)["']?\s*:/.test(start)
    : /^ {0,3}(["']?)(?:openapi|swagger)\1\s*:/m.test(start);
}

function sliceOfBlock({ info, text, line, isClosed }: FencedBlock, source: string): Slice {
  if (!isClosed) {
    throw new ContractError(
      `${source}:${line}:1: the block that begins here has no end, so the page is cut short; try again`,
    );
  }
  // With blank lines above it, what is wrong with the block has its place in the page.
  const contract = parse(`${'\n'.repeat(line)}${text}`, source, text);
  const { origin, method = '', path = '' } = BLOCK_INFO.exec(info)?.groups ?? {};
  const operations =
    origin === undefined ? operationNames(contract.document) : [`${method.toUpperCase()} ${path}`];
  return {
    contract,
    text,
    source,
    operations,
    isWhole: false,
    ...(origin !== undefined && { origin }),
  };
}

function parse(padded: string, source: string, text = padded): Contract {
  try {
    if (text.trim() === '') throw new ContractError(`${source}: the block is empty; try again`);
    const contract = parseContract(padded, source);
    if (operationNames(contract.document).length === 0) {
      throw new ContractError(
        `${contract.at(['paths'])}: the document has no operation in its paths; look for the whole one`,
      );
    }
    return contract;
  } catch (error) {
    if (!(error instanceof ContractError) || !isAddress(source)) throw error;
    // Whoever runs this cannot mend what others publish.
    const remedy = /[;:] (?:correct|delete|add|put|write|keep|use)\b[^;]*$/;
    const better = '; it is published so: try again later, or report it there';
    throw new ContractError(error.message.replace(remedy, better));
  }
}
