import type { Refuse } from '../../core/connection/connection-url.js';

/** One `keyword=value` of a connection string. */
export interface Pair {
  /** As it is written, without spaces around it. */
  keyword: string;
  value: string;
  /** The quote around the value, if there is one. */
  quote: '"' | "'" | '{' | undefined;
}

/**
 * Splits a connection string by the rules of ADO.NET: pairs are separated by semicolons, a value with
 * one is in quotes, and a quote in it is doubled. As in ODBC, a value can also be in braces. An equals
 * sign in a keyword is doubled.
 *
 * @see https://learn.microsoft.com/en-us/dotnet/api/system.data.sqlclient.sqlconnection.connectionstring
 */
export function pairsIn(text: string, refuse: Refuse): Pair[] {
  const pairs: Pair[] = [];
  let at = 0;
  for (;;) {
    at += /^[\s;]*/.exec(text.slice(at))![0].length;
    if (at >= text.length) return pairs;
    const [whole, keyword] = KEYWORD.exec(text.slice(at)) ?? [];
    if (whole === undefined) throw refuse('has a part without an equals sign', QUOTES);
    at += whole.length;
    const value = valueAt(text.slice(at), refuse);
    at += value.length;
    pairs.push({ keyword: keyword!.replaceAll('==', '=').trim(), ...value.pair });
  }
}

const QUOTES = 'A value with a semicolon needs quotes: Password="a;b"; a quote in it is doubled.';

/** A keyword up to its equals sign. Nothing is repeated in it that could match in two ways. */
const KEYWORD = /^((?:[^=;]|==)+)=(?!=)/;

const CLOSING = { '"': '"', "'": "'", '{': '}' } as const;

function valueAt(
  text: string,
  refuse: Refuse,
): { length: number; pair: Pick<Pair, 'value' | 'quote'> } {
  const start = /^\s*/.exec(text)![0].length;
  const quote = text[start] as keyof typeof CLOSING;
  if (!Object.hasOwn(CLOSING, quote)) {
    const end = text.indexOf(';');
    const plain = end < 0 ? text : text.slice(0, end);
    return { length: plain.length, pair: { value: plain.trim(), quote: undefined } };
  }
  const close = CLOSING[quote];
  let value = '';
  let at = start + 1;
  for (;;) {
    const end = text.indexOf(close, at);
    if (end < 0) throw refuse(`has a value with ${quote} but without its closing ${close}`, QUOTES);
    value += text.slice(at, end);
    at = end + 1;
    if (text[at] !== close) break;
    value += close;
    at++;
  }
  const rest = /^\s*(?:;|$)/.exec(text.slice(at));
  if (!rest) throw refuse(`has text after the closing ${close} of a value`, QUOTES);
  return { length: at, pair: { value, quote } };
}

/** A value for a connection string: in quotes if it would not be read back without them. */
export function quoted(value: string): string {
  const isPlain = /^[^\s;='"{}](?:[^;'"{}]*[^\s;'"{}])?$/.test(value);
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`;
}
