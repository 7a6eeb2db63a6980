import { readNumber } from './header.js';
import type { Pax } from './pax.js';
import { TarProblem } from './problem.js';
import type { TarSource } from './source.js';

/** Where the stored parts of a sparse file belong. Between them are zeros. */
export interface SparseMap {
  parts: readonly { offset: number; size: number }[];
  /** The size of the whole file. */
  size: number;
}

/** No real file has more holes. */
const MOST_PARTS = 1_000_000;
const BLOCK = 512;
/** In a block of the old format: the first four parts, the flag that more follow, and the size. */
const OLD = { first: 386, more: 482, size: 483, count: 4 } as const;
const EXTENSION = { more: 504, count: 21 } as const;
const PART = 24;

/** The map of GNU's old format: in the header and in the blocks that follow it. */
export async function readOldSparse(
  header: Buffer,
  source: TarSource,
  raw: Buffer[],
): Promise<SparseMap> {
  const at = source.position - BLOCK;
  const parts = partsIn(header, OLD.first, OLD.count, at);
  const size = readNumber(header.subarray(OLD.size, OLD.size + 12), 'size', at);
  for (let hasMore = header[OLD.more] !== 0; hasMore; ) {
    const block = await source.exactly(BLOCK, 'the map of a sparse file');
    if (!block) throw new TarProblem(`it ends inside a sparse file, at byte ${source.position}`);
    raw.push(Buffer.from(block));
    parts.push(...partsIn(block, 0, EXTENSION.count, source.position - BLOCK));
    if (parts.length > MOST_PARTS) throw tooMany(at);
    hasMore = block[EXTENSION.more] !== 0;
  }
  return checked({ parts, size }, at);
}

function partsIn(block: Buffer, start: number, count: number, at: number) {
  const found: { offset: number; size: number }[] = [];
  for (let index = 0; index < count; index++) {
    const from = start + index * PART;
    if (block[from] === 0) break;
    const number = (begin: number) => readNumber(block.subarray(begin, begin + 12), 'map', at);
    found.push({ offset: number(from), size: number(from + 12) });
  }
  return found;
}

/** The map in extended headers: formats 0.0, which repeats its records, and 0.1. */
export function paxSparse(pax: Pax, pairs: readonly string[], at: number): SparseMap | undefined {
  const size = pax.get('GNU.sparse.size') ?? pax.get('GNU.sparse.realsize');
  const map = pax.get('GNU.sparse.map');
  if (!size || (!map && pairs.length === 0 && !pax.has('GNU.sparse.numblocks'))) return undefined;
  const numbers = map ? map.toString('latin1').split(',') : pairs;
  return checked(mapOf(numbers, size.toString('latin1'), at), at);
}

/** True for format 1.0, whose map is at the beginning of the data. */
export function hasMapInData(pax: Pax): boolean {
  return pax.get('GNU.sparse.major')?.toString('latin1') === '1';
}

/** The map of format 1.0: lines of digits, up to the end of a block. Returns also what it occupies. */
export async function readDataSparse(
  pax: Pax,
  source: TarSource,
  raw: Buffer[],
): Promise<{ map: SparseMap; occupied: number }> {
  const at = source.position;
  const lines = new Lines(source, raw);
  const count = await lines.number();
  if (count > MOST_PARTS) throw tooMany(at);
  const numbers: string[] = [];
  for (let index = 0; index < count * 2; index++) numbers.push(String(await lines.number()));
  const size = pax.get('GNU.sparse.realsize')?.toString('latin1') ?? '';
  return { map: checked(mapOf(numbers, size, at), at), occupied: source.position - at };
}

class Lines {
  readonly #source: TarSource;
  readonly #raw: Buffer[];
  #text = '';
  #at = 0;

  constructor(source: TarSource, raw: Buffer[]) {
    this.#source = source;
    this.#raw = raw;
  }

  async number(): Promise<number> {
    let end = this.#text.indexOf('\n', this.#at);
    while (end < 0) {
      // A number is shorter than a block.
      if (this.#text.length - this.#at > BLOCK) throw invalid(this.#source.position);
      const block = await this.#source.exactly(BLOCK, 'the map of a sparse file');
      if (!block) throw invalid(this.#source.position);
      this.#raw.push(Buffer.from(block));
      this.#text = this.#text.slice(this.#at) + block.toString('latin1');
      this.#at = 0;
      end = this.#text.indexOf('\n');
    }
    const digits = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return numberIn(digits, this.#source.position);
  }
}

function mapOf(numbers: readonly string[], size: string, at: number): SparseMap {
  if (numbers.length % 2 !== 0 || numbers.length > MOST_PARTS * 2) throw invalid(at);
  const parts: { offset: number; size: number }[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    parts.push({ offset: numberIn(numbers[index]!, at), size: numberIn(numbers[index + 1]!, at) });
  }
  return { parts, size: numberIn(size, at) };
}

function numberIn(text: string, at: number): number {
  const found = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(found)) throw invalid(at);
  return found;
}

/** The parts are in order, do not overlap, and are in the file. */
function checked(map: SparseMap, at: number): SparseMap {
  let end = 0;
  for (const { offset, size } of map.parts) {
    if (offset < end || size < 0) throw invalid(at);
    end = offset + size;
  }
  if (end > map.size) throw invalid(at);
  return map;
}

const invalid = (at: number) =>
  new TarProblem(`the map of a sparse file is not valid, at byte ${at}`);

const tooMany = (at: number) =>
  new TarProblem(`the map of a sparse file has more than ${MOST_PARTS} parts, at byte ${at}`);
