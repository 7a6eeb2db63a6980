import { decodeText, decodeUtf8, NotText } from '../files/decode-text.js';

/** What is longer is no line. */
const LONGEST = 64 * 1024 * 1024;

const [LINE_FEED, RETURN] = [0x0a, 0x0d];

/**
 * The text of a file as it is read, in pieces that end where a line ends: UTF-8, or UTF-16 with its byte
 * order mark. A byte order mark is not part of the text. The chunks may be in memory that is used again.
 *
 * @throws {NotText} It is neither, or a line is too long.
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const lines = new WholeLines();
  for await (const chunk of chunks) {
    const text = lines.add(chunk);
    if (text !== '') yield text;
  }
  const last = lines.end();
  if (last !== '') yield last;
}

class WholeLines {
  /** The beginning of a line whose end has not arrived. */
  #pending: Buffer[] = [];
  #size = 0;
  /** Where it begins in the file. */
  #offset = 0;
  #newline: number | undefined;
  /** The first two bytes: the byte order mark of UTF-16. */
  #mark: readonly number[] = [];
  #wide: InstanceType<typeof TextDecoder> | undefined;

  /** The lines that end in this chunk. */
  add(chunk: Uint8Array): string {
    if (this.#wide) return decodeWide(this.#wide, chunk);
    if (this.#newline === undefined) return this.#begin(chunk);
    const end = chunk.lastIndexOf(this.#newline) + 1;
    const text = end > 0 ? this.#decode(chunk.subarray(0, end)) : '';
    if (end < chunk.length) this.#keep(chunk.subarray(end));
    return text;
  }

  /** What is left at the end of the file. */
  end(): string {
    if (this.#wide) return decodeWide(this.#wide);
    return this.#size > 0 ? this.#decode(new Uint8Array()) : '';
  }

  /** The first bytes say how the text is encoded, and the first line how lines end. */
  #begin(chunk: Uint8Array): string {
    const missing = 2 - this.#mark.length;
    if (missing > 0) this.#mark = [...this.#mark, ...chunk.subarray(0, missing)];
    this.#wide = wideDecoder(this.#mark);
    if (this.#wide) return this.add(this.#taken(chunk));
    this.#newline = newlineIn(chunk, this.#pending.at(-1)?.at(-1) === RETURN);
    if (this.#newline !== undefined) return this.add(chunk);
    this.#keep(chunk);
    return '';
  }

  #keep(chunk: Uint8Array): void {
    this.#pending.push(Buffer.from(chunk));
    this.#size += chunk.length;
    if (this.#size > LONGEST) throw new Error('a line is longer than 64 MiB');
  }

  #taken(last: Uint8Array): Uint8Array {
    const whole = this.#pending.length > 0 ? Buffer.concat([...this.#pending, last]) : last;
    this.#pending = [];
    this.#size = 0;
    return whole;
  }

  #decode(last: Uint8Array): string {
    const part = this.#taken(last);
    const from = this.#offset;
    this.#offset += part.length;
    return from === 0 ? decodeText(part) : decodeUtf8(part, from);
  }
}

/** What ends the first line, if it ends here: a carriage return, if no line feed follows it. */
function newlineIn(chunk: Uint8Array, isAfterReturn: boolean): number | undefined {
  const at = isAfterReturn ? 0 : chunk.findIndex((byte) => byte === LINE_FEED || byte === RETURN);
  if (at < 0 || at === chunk.length) return undefined;
  if (isAfterReturn || chunk[at] === LINE_FEED) return chunk[at] === LINE_FEED ? LINE_FEED : RETURN;
  if (at + 1 === chunk.length) return undefined;
  return chunk[at + 1] === LINE_FEED ? LINE_FEED : RETURN;
}

function wideDecoder([first, second]: readonly number[]) {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  return undefined;
}

/** UTF-16, which Windows writes. Its pieces may end anywhere. */
function decodeWide(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new NotText(`not valid ${decoder.encoding.toUpperCase()}`);
  }
}
