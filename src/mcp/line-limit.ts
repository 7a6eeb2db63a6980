import { Transform, type TransformCallback } from 'node:stream';
import { isTooDeepJson } from '../core/util/depth.js';

const MIB = 2 ** 20;
/** A message has a model's values, never a file. */
export const LONGEST_LINE = 10 * MIB;
/** Parsing a deeper line would take seconds. The tools report values that are too deep to the model. */
export const DEEPEST_LINE = 10_000;
/** The number of bytes at both ends of a refused line in which its ID is searched for. */
const KEPT = 4096;

/**
 * Forwards the lines of standard input, except those that are too long or nested too deeply. The
 * SDK would end the connection without an error, or be busy for minutes. Such a line gets an error
 * as its response, and the server continues.
 */
export class LineLimit extends Transform {
  readonly #answer: (error: object) => void;
  /** The chunks of the line so far. */
  #line: Buffer[] = [];
  #length = 0;
  /** Both ends of a line that is too long. */
  #begin = Buffer.alloc(0);
  #end = Buffer.alloc(0);

  constructor(answer: (error: object) => void) {
    super();
    this.#answer = answer;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    let from = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
      this.#add(chunk.subarray(from, at + 1));
      this.#finish();
      from = at + 1;
    }
    this.#add(chunk.subarray(from));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#finish();
    done();
  }

  #add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#length += piece.length;
    if (this.#length <= LONGEST_LINE) {
      this.#line.push(piece);
      return;
    }
    if (this.#line.length > 0) {
      const before = Buffer.concat(this.#line);
      this.#line = [];
      this.#begin = Buffer.from(before.subarray(0, KEPT));
      this.#end = before;
    }
    this.#end = Buffer.concat([this.#end.subarray(-KEPT), piece.subarray(-KEPT)]);
  }

  #finish(): void {
    const line = Buffer.concat(this.#line);
    if (this.#length > LONGEST_LINE) {
      this.#refuse(`longer than ${LONGEST_LINE / MIB} MiB`, this.#begin, this.#end);
    } else if (isTooDeepJson(line.toString('latin1'), DEEPEST_LINE)) {
      const [begin, end] = [line.subarray(0, KEPT), line.subarray(-KEPT)];
      this.#refuse(`nested deeper than ${DEEPEST_LINE} levels`, begin, end);
    } else if (line.length > 0) {
      this.push(line);
    }
    this.#line = [];
    this.#length = 0;
    this.#begin = this.#end = Buffer.alloc(0);
  }

  #refuse(what: string, begin: Buffer, end: Buffer): void {
    const message = `Invalid Request: the message is ${what}`;
    const id = idIn(begin.toString('latin1'), end.toString('latin1'));
    this.#answer({ jsonrpc: '2.0', id, error: { code: -32600, message } });
  }
}

const ID = String.raw`"id"\s*:\s*("[\w.:-]{1,200}"|\d{1,15})`;
const FIRST = new RegExp(String.raw`^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?${ID}\s*,`);
// Before the one brace that ends the message itself.
const LAST = new RegExp(String.raw`[,{]\s*${ID}\s*\}\s*$`);

/** The ID, if it is certainly that of the message: at its very beginning, or at its very end. */
function idIn(begin: string, end: string): string | number | null {
  const [, id] = FIRST.exec(begin) ?? LAST.exec(end) ?? [];
  return id === undefined ? null : JSON.parse(id);
}
