import json5 from 'json5';
import { readExact } from './parse.js';

/** A backslash with what it escapes in JSON5; alone if it starts no escape: `\U` in a Windows path. */
const BACKSLASH =
  /\\(?:(["'\\/bfnrtv]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|0(?!\d)|\r\n|[\n\r\u2028\u2029])|)/g;

/**
 * Reads JSON as users type it: with single quotes, bare keys and trailing commas (JSON5). A
 * backslash that starts no escape is a backslash, so that most Windows paths survive. No digit is
 * lost.
 *
 * @throws {SyntaxError} It is not JSON5 either.
 */
export function parseLoose(text: string): unknown {
  const kept = text.replace(BACKSLASH, (found, escaped) => (escaped ? found : '\\\\'));
  const parse = (safe: string): unknown => json5.parse(safe);
  return readExact(kept, parse, (number) => number, `"'`);
}
