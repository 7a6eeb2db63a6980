import { BLOCK, type Header, nameOf, readHeader } from './header.js';
import { type Pax, readPax } from './pax.js';
import { TarProblem } from './problem.js';
import type { TarSource } from './source.js';
import {
  hasMapInData,
  paxSparse,
  readDataSparse,
  readOldSparse,
  type SparseMap,
} from './sparse.js';

type TarKind = 'file' | 'folder' | 'symlink' | 'hardlink' | 'other';

/** An entry of an archive. */
export interface TarEntry {
  /** As it is in the archive: not yet safe to be written to. */
  path: string;
  kind: TarKind;
  /** The letter of its type in the archive. */
  type: string;
  /** The size of the file, holes included. */
  size: number;
  mode: number;
  uid: number;
  gid: number;
  user: string;
  group: string;
  /** In milliseconds since 1970. */
  modified: number;
  /** Where a link leads. */
  link: string;
  /** True if a name is not UTF-8: its bytes are shown as `\xe9`. */
  isEscaped: boolean;
  isSparse: boolean;
  /** Its headers as they are in the archive; `shared` ones are also for the entries after it. */
  raw: { own: Buffer[]; shared: Buffer[] };
}

/** Zeros in a file, and how many. */
export interface Hole {
  hole: number;
}

/** Larger extended headers and names are an attempt to use up the memory. */
const LARGEST_META = 1024 * 1024;
const CHUNK = 512 * 1024;

const KINDS: Readonly<Record<string, TarKind>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'folder',
  D: 'folder',
};

/** Types that have no data, whatever their size says. */
const WITHOUT_DATA = /[1-6]/;

/** What is known of an entry from the headers before its own. */
interface Extended {
  pax: Pax;
  /** The map of a sparse file in repeated records. */
  pairs: string[];
  name?: Buffer;
  link?: Buffer;
}

/** Reads an archive from its beginning to its end, in flat memory. */
export class TarReader {
  readonly #source: TarSource;
  readonly #global: Pax = new Map();
  #map: SparseMap | undefined;
  /** How much of the stored data of the entry is still to be read. */
  #left = 0;
  #padding = 0;
  /** In a sparse file: the part that is read, and where in the file it is. */
  #part = 0;
  #at = 0;
  #isEmpty = true;

  constructor(source: TarSource) {
    this.#source = source;
  }

  /** The next entry. The rest of the one before is skipped. */
  async next(): Promise<TarEntry | undefined> {
    await this.#skipRest();
    const raw: TarEntry['raw'] = { own: [], shared: [] };
    const extended: Extended = { pax: new Map(this.#global), pairs: [] };
    for (;;) {
      const at = this.#source.position;
      const block = await this.#source.exactly(BLOCK, 'a header');
      if (!block) {
        if (this.#isEmpty) throw new TarProblem('it is empty');
        if (raw.own.length > 0) throw this.#cut();
        return undefined;
      }
      const header = readHeader(block, at);
      this.#isEmpty = false;
      if (!header) return this.#end(raw);
      if (!(await this.#isMeta(header, block, extended, raw))) {
        raw.own.push(block);
        return this.#entry(header, block, extended, raw);
      }
    }
  }

  #end(raw: TarEntry['raw']): undefined {
    if (raw.own.length > 0) throw this.#cut();
    return undefined;
  }

  /** A part of the data of the entry, as the file has it; `undefined` at its end. */
  async read(): Promise<Buffer | Hole | undefined> {
    const map = this.#map;
    if (!map) return this.#stored(CHUNK);
    const part = map.parts[this.#part];
    const next = part ? part.offset : map.size;
    if (this.#at < next) {
      const hole = next - this.#at;
      this.#at = next;
      return { hole };
    }
    if (!part) return undefined;
    const inPart = part.offset + part.size - this.#at;
    if (inPart === 0) {
      this.#part++;
      return this.read();
    }
    const data = await this.#stored(Math.min(inPart, CHUNK));
    if (!data)
      throw new TarProblem(`a sparse file has too few bytes, at byte ${this.#source.position}`);
    this.#at += data.length;
    return data;
  }

  /** The data as it is stored, with what fills the last block. */
  async readRaw(): Promise<Buffer | undefined> {
    const whole = this.#left + this.#padding;
    if (whole === 0) return undefined;
    const data = await this.#source.some(Math.min(whole, CHUNK));
    if (!data) throw this.#cut();
    const stored = Math.min(this.#left, data.length);
    this.#left -= stored;
    this.#padding -= data.length - stored;
    return data;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  async #stored(most: number): Promise<Buffer | undefined> {
    if (this.#left === 0) return undefined;
    const data = await this.#source.some(Math.min(most, this.#left));
    if (!data) throw this.#cut();
    this.#left -= data.length;
    return data;
  }

  async #skipRest(): Promise<void> {
    const rest = this.#left + this.#padding;
    this.#left = 0;
    this.#padding = 0;
    if (rest > 0) await this.#source.skip(rest, 'a file');
  }

  /** Reads a header that only describes the entry after it. */
  async #isMeta(
    header: Header,
    block: Buffer,
    extended: Extended,
    raw: TarEntry['raw'],
  ): Promise<boolean> {
    const { type, size } = header;
    if (!/[xXgLK]/.test(type)) return false;
    const at = this.#source.position - BLOCK;
    if (size > LARGEST_META || size < 0) {
      throw new TarProblem(`an extended header has ${size} bytes, at byte ${at}`);
    }
    const stored = await this.#source.exactly(size + paddingOf(size), 'an extended header');
    if (!stored && size > 0) throw this.#cut();
    const whole = stored ?? Buffer.alloc(0);
    const data = whole.subarray(0, size);
    const isShared = type === 'g';
    raw[isShared ? 'shared' : 'own'].push(block, whole);
    if (type === 'L') extended.name = untilNul(data);
    else if (type === 'K') extended.link = untilNul(data);
    else if (isShared) {
      readPax(data, this.#global, at);
      for (const [key, value] of this.#global) extended.pax.set(key, value);
    } else extended.pairs.push(...readPax(data, extended.pax, at));
    return true;
  }

  async #entry(
    header: Header,
    block: Buffer,
    extended: Extended,
    raw: TarEntry['raw'],
  ): Promise<TarEntry> {
    const at = this.#source.position - BLOCK;
    const { pax } = extended;
    const { type } = header;
    if (type === 'M') {
      throw new TarProblem(`it is a part of an archive of several volumes, at byte ${at}`);
    }
    const stored = WITHOUT_DATA.test(type) ? 0 : (integer(pax, 'size', at) ?? header.size);
    if (stored < 0) throw new TarProblem(`a file has a negative size, at byte ${at}`);
    this.#left = stored;
    this.#padding = paddingOf(stored);
    await this.#findMap(type, block, extended, raw, at);
    const name = nameOf(
      pax.get('GNU.sparse.name') ?? pax.get('path') ?? extended.name ?? header.name,
    );
    const link = nameOf(pax.get('linkpath') ?? extended.link ?? header.link);
    // Before there was a type for folders, they were files with a slash.
    const isFolder = /[0\0]/.test(type) && name.text.endsWith('/');
    const seconds = decimal(pax, 'mtime', at) ?? header.mtime;
    return {
      path: name.text,
      kind: isFolder ? 'folder' : (KINDS[type] ?? 'other'),
      type: type === '\0' ? '0' : type,
      size: this.#map?.size ?? stored,
      mode: header.mode,
      uid: integer(pax, 'uid', at) ?? header.uid,
      gid: integer(pax, 'gid', at) ?? header.gid,
      user: nameOf(pax.get('uname') ?? header.user).text,
      group: nameOf(pax.get('gname') ?? header.group).text,
      modified: Math.round(seconds * 1000),
      link: link.text,
      isEscaped: name.isEscaped || link.isEscaped,
      isSparse: this.#map !== undefined,
      raw,
    };
  }

  async #findMap(
    type: string,
    block: Buffer,
    { pax, pairs }: Extended,
    raw: TarEntry['raw'],
    at: number,
  ): Promise<void> {
    this.#map = undefined;
    this.#part = 0;
    this.#at = 0;
    if (type === 'S') this.#map = await readOldSparse(block, this.#source, raw.own);
    else if (hasMapInData(pax)) {
      const { map, occupied } = await readDataSparse(pax, this.#source, raw.own);
      if (occupied > this.#left) throw new TarProblem(`a sparse file is too short, at byte ${at}`);
      this.#left -= occupied;
      this.#map = map;
    } else this.#map = paxSparse(pax, pairs, at);
  }

  #cut(): TarProblem {
    return new TarProblem(`it ends inside a file or a header, at byte ${this.#source.position}`);
  }
}

/** How many bytes fill the last block. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function untilNul(data: Buffer): Buffer {
  const end = data.indexOf(0);
  return end < 0 ? data : data.subarray(0, end);
}

function integer(pax: Pax, key: string, at: number): number | undefined {
  const text = pax.get(key)?.toString('latin1');
  if (text === undefined) return undefined;
  const found = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(found)) throw badValue(key, at);
  return found;
}

function decimal(pax: Pax, key: string, at: number): number | undefined {
  const text = pax.get(key)?.toString('latin1');
  if (text === undefined) return undefined;
  if (!/^-?\d{1,16}(\.\d{0,40})?$/.test(text)) throw badValue(key, at);
  return Number(text);
}

const badValue = (key: string, at: number) =>
  new TarProblem(`the ${key} in an extended header is not a number, at byte ${at}`);
