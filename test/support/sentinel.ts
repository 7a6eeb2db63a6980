import { inspect } from 'node:util';
import { expect } from 'vitest';

/** With characters that are encoded differently in a URL, in JSON and in Base64. */
export const SENTINEL = 'sk-sentinel/"quoted"+9f8e7d6c5b4a==';

/** What must be found in no form of it: the whole, and parts, if a text was truncated. */
const FORMS = [
  'sk-sentinel',
  '9f8e7d6c',
  encodeURIComponent(SENTINEL),
  JSON.stringify(SENTINEL).slice(1, -1),
  Buffer.from(SENTINEL).toString('hex'),
  ...[0, 1, 2].flatMap((offset) => inBase64(offset)),
].map((form) => form.toLowerCase());

/** Its Base64 after so many other bytes, without the ends, which others share. */
function inBase64(offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(SENTINEL)]);
  return (['base64', 'base64url'] as const).map((code) => bytes.toString(code).slice(4, -4));
}

/** Fails if the sentinel is anywhere in the values, in any form in which code could come upon it. */
export function expectNoSecret(...values: unknown[]): void {
  const texts = values.flatMap(allTexts);
  for (const text of texts) {
    const lower = text.toLowerCase();
    for (const form of FORMS) {
      if (lower.includes(form)) expect.fail(`the secret is in ${text.slice(0, 2_000)}`);
    }
  }
}

/**
 * Every text that can be found in a value: in properties of any kind, also those of its prototypes, in
 * what getters and `toJSON` return, in causes, keys, symbols, maps and sets, and in the bytes of
 * buffers, decoded. And what `console.log` shows of it, at any depth.
 */
function allTexts(value: unknown): string[] {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const waiting: unknown[] = [value];
  const add = (found: unknown) => {
    if (seen.has(found)) return;
    seen.add(found);
    waiting.push(found);
  };
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one === 'string') texts.push(one);
    else if (typeof one === 'symbol') texts.push(String(one.description));
    else if (one instanceof ArrayBuffer || one instanceof SharedArrayBuffer) {
      texts.push(...decodings(Buffer.from(one)));
    } else if (ArrayBuffer.isView(one)) {
      // The whole memory: a slice of a pool has others beside it, but none of them may be secret.
      texts.push(...decodings(Buffer.from(one.buffer, one.byteOffset, one.byteLength)));
    } else if (typeof one === 'object' && one !== null) {
      for (const inner of insideOf(one)) add(inner);
    }
  }
  const options = { depth: Number.POSITIVE_INFINITY, maxArrayLength: null, maxStringLength: null };
  texts.push(inspect(value, { ...options, showHidden: true }));
  texts.push(inspect(value, { ...options, showHidden: false, getters: true }));
  texts.push(
    attempt(() => String(value)),
    attempt(() => JSON.stringify(value) ?? ''),
  );
  return texts;
}

/** In the encodings in which a text could be stored. */
function decodings(bytes: Buffer): string[] {
  return (['latin1', 'utf8', 'utf16le'] as const).map((encoding) => bytes.toString(encoding));
}

function* insideOf(value: object): Generator<unknown> {
  if (value instanceof Map) for (const pair of value) yield* pair;
  if (value instanceof Set) yield* value;
  for (
    let at: object | null = value;
    at !== null && !isBuiltIn(at);
    at = Object.getPrototypeOf(at)
  ) {
    for (const key of Reflect.ownKeys(at)) {
      yield key;
      yield attempt(() => Reflect.get(at!, key, value) as unknown);
    }
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    yield attempt(() => (value.toJSON as () => unknown)());
  }
}

const BUILT_IN = new Set<object>(
  [Object, Array, Error, Function, Map, Set, Date, Promise, RegExp].map((made) => made.prototype),
);

function isBuiltIn(value: object): boolean {
  return BUILT_IN.has(value);
}

/** What a getter returns, or throws. */
function attempt<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}
