import { exceptionIn } from './exceptions.js';

/**
 * An error after the first bytes of a response with status 200 is written into its body. Since 25.11,
 * it is the last thing in it, between marks with a random tag that a header announces:
 * `\r\n__exception__\r\nTAG\r\nmessage\nlength TAG\r\n__exception__\r\n`. Older versions only append its
 * text.
 */

/** The longest such end: the server writes at most 16 KiB of an exception. */
export const LONGEST_TAIL = 32 * 1024;

const MARK = '\r\n__exception__\r\n';

/** The text of an exception between marks; `undefined` if there is none. */
export function markedIn(tail: Buffer, tag: string): { text: string; at: number } | undefined {
  const start = Buffer.from(`${MARK}${tag}\r\n`);
  const at = tail.lastIndexOf(start);
  if (at < 0) return undefined;
  const rest = tail.toString('utf8', at + start.length);
  const end = rest.lastIndexOf(MARK.trimEnd());
  const framed = end < 0 ? rest : rest.slice(0, end);
  // The last line is the length and the tag.
  return { text: framed.replace(/\r?\n\d+ \S*\s*$/, ''), at };
}

/** How an exception of an older version ends. */
const OLD_END = /(?:\(version [^()]*(?:\([^()]*\))?\)|e\.what\(\) = DB::\w*Exception)\s*$/;
const OLD_START = /Code: \d{1,9}[.,] (?:e\.displayText\(\) = )?DB::\w*Exception: /g;

/** The text of an exception that an older version appended; `undefined` if there is none. */
function appendedIn(tail: Buffer): { text: string; at: number } | undefined {
  const text = tail.toString('latin1');
  if (!OLD_END.test(text.slice(-300))) return undefined;
  let at = -1;
  for (const { index } of text.matchAll(OLD_START)) at = index;
  if (at < 0) return undefined;
  const found = tail.toString('utf8', at);
  return exceptionIn(found) && { text: found.trimEnd(), at };
}

/** What to look for at the end of a response. */
export interface TailRules {
  /** Of the header X-ClickHouse-Exception-Tag; without it, the server is older. */
  tag: string | undefined;
  /** True if the server sends nothing before the end of the query: then there is no such text. */
  waited: boolean;
}

/** The exception at the end of a response. */
function exceptionAtEnd(tail: Buffer, { tag, waited }: TailRules) {
  if (tag) return markedIn(tail, tag);
  return waited ? undefined : appendedIn(tail);
}

/**
 * Passes chunks on, except for the last ones, until it is clear that they are not an exception.
 *
 * @throws The error of `fail`, if they are one.
 */
export async function* withoutException(
  chunks: AsyncIterable<Buffer>,
  rules: TailRules,
  fail: (text: string) => Error,
): AsyncGenerator<Buffer> {
  const held = new Held();
  let failure: { error: unknown } | undefined;
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next: IteratorResult<Buffer>;
      try {
        next = await iterator.next();
      } catch (error) {
        // The server also closes the connection early, to be sure that it is noticed.
        failure = { error };
        break;
      }
      if (next.done) break;
      held.add(next.value);
      for (let free = held.free(); free; free = held.free()) yield free;
    }
  } finally {
    if (!failure) await iterator.return?.(undefined);
  }
  const tail = held.all();
  const found = exceptionAtEnd(tail, rules);
  if (found) throw fail(found.text);
  if (failure) throw failure.error;
  if (tail.length > 0) yield tail;
}

/** The last chunks: at least as many bytes as an exception can have. Nothing is copied on the way. */
class Held {
  #chunks: Buffer[] = [];
  #size = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** The oldest chunk, if there are enough bytes without it. */
  free(): Buffer | undefined {
    const first = this.#chunks[0];
    if (!first || this.#size - first.length < LONGEST_TAIL) return undefined;
    this.#size -= first.length;
    return this.#chunks.shift();
  }

  all(): Buffer {
    return Buffer.concat(this.#chunks, this.#size);
  }
}
