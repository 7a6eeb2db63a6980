import { isTooDeepJson } from '../core/util/depth.js';
import { type ErrorResponse, errorResponse, INVALID_REQUEST } from './message.js';

const MIB = 2 ** 20;
/** A message has a model's values, never a file. */
export const LONGEST_LINE = 10 * MIB;
/** Parsing a deeper line would take seconds. The tools report values that are too deep to the model. */
export const DEEPEST_LINE = 10_000;
/** The number of bytes at both ends of a refused line in which its ID is searched for. */
const KEPT = 4096;

/**
 * Splits bytes into lines, except those that are too long or nested too deeply: those would take
 * all memory, or minutes. Each gets an error as its response. What follows the last line break is a
 * line too.
 */
export class Lines {
  readonly #read: (line: string) => void;
  readonly #answer: (error: ErrorResponse) => void;
  /** The chunks of the line so far. */
  #line: Buffer[] = [];
  #length = 0;
  /** Both ends of a line that is too long. */
  #begin = Buffer.alloc(0);
  #end = Buffer.alloc(0);

  constructor(read: (line: string) => void, answer: (error: ErrorResponse) => void) {
    this.#read = read;
    this.#answer = answer;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
      this.#add(chunk.subarray(from, at));
      this.#finish();
      from = at + 1;
    }
    this.#add(chunk.subarray(from));
  }

  end(): void {
    this.#finish();
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
    if (this.#length > LONGEST_LINE) {
      this.#refuse(`longer than ${LONGEST_LINE / MIB} MiB`, this.#begin, this.#end);
    } else if (this.#length > 0) {
      this.#check(this.#line.length === 1 ? this.#line[0]! : Buffer.concat(this.#line));
    }
    this.#line = [];
    this.#length = 0;
    this.#begin = this.#end = Buffer.alloc(0);
  }

  #check(line: Buffer): void {
    const text = line.toString('utf8');
    if (isTooDeepJson(text, DEEPEST_LINE)) {
      const [begin, end] = [line.subarray(0, KEPT), line.subarray(-KEPT)];
      this.#refuse(`nested deeper than ${DEEPEST_LINE} levels`, begin, end);
    } else {
      this.#read(text);
    }
  }

  #refuse(what: string, begin: Buffer, end: Buffer): void {
    const id = idIn(begin.toString('latin1'), end.toString('latin1'));
    const message = `Invalid Request: the message is ${what}`;
    this.#answer(errorResponse(id, INVALID_REQUEST, message));
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
