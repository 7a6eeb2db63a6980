import { cut } from '../util/cut.js';
import { isRecord } from '../util/is-record.js';

const LONGEST = 500;

/** The server's message in the body of an error, in any of the usual forms. */
export function serverWords(body: unknown): string {
  const words = find(body) ?? (typeof body === 'string' ? fromText(body) : fromUnknown(body));
  return oneLine(words, LONGEST);
}

/** On one line, clipped, and without control characters, which a terminal would interpret. */
export function oneLine(text: string, longest: number): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > longest ? `${cut(line, longest)}…` : line;
}

/** `{error: {message}}`, `{error}`, `{message}`, `{detail}`, `{detail: [{loc, msg}]}`, `{errors: […]}`, `{description}`. */
function find(body: unknown): string | undefined {
  if (typeof body === 'string') return undefined;
  if (Array.isArray(body)) return body.map(item).filter(Boolean).join('; ') || undefined;
  if (!isRecord(body)) return undefined;
  for (const key of [
    'error',
    'message',
    'detail',
    'errors',
    'msg',
    'error_description',
    'description',
  ]) {
    const value = body[key];
    const words = typeof value === 'string' ? value : find(value);
    if (words) return words;
  }
  return undefined;
}

function item(value: unknown): string {
  if (typeof value === 'string') return value;
  const words = find(value) ?? '';
  const place = isRecord(value) && Array.isArray(value.loc) ? value.loc.join('.') : '';
  return place ? `${place}: ${words}` : words;
}

function fromText(text: string): string {
  return titleOf(text) ?? messageOf(text) ?? text;
}

/** `<Error><Code>…</Code><Message>…</Message></Error>`, as S3 and others write their errors. */
function messageOf(text: string): string | undefined {
  if (!/^\s*<(\?xml|(\w+:)?Error)/.test(text)) return undefined;
  return (
    [elementOf(text, 'Code'), elementOf(text, 'Message')].filter(Boolean).join(': ') || undefined
  );
}

/** The text of the first element with a name that only contains text. */
export function elementOf(xml: string, name: string): string | undefined {
  const opening = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^<>]*)?>`, 'g');
  for (const { 0: tag, index } of xml.matchAll(opening)) {
    const start = index + tag.length;
    if (xml.startsWith(CDATA, start)) {
      const end = xml.indexOf(']]>', start);
      return end < 0 ? undefined : xml.slice(start + CDATA.length, end);
    }
    const end = xml.indexOf('<', start);
    if (end < 0) return undefined;
    if (xml[end + 1] === '/') return unescaped(xml.slice(start, end).trim());
  }
  return undefined;
}

const CDATA = '<![CDATA[';

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};

function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi,
    (all, number, hex, name) => {
      if (name) return NAMED[name] ?? all;
      const code = number ? Number(number) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}

/** JSON in an unknown form is still the server's message. */
function fromUnknown(body: unknown): string {
  const isEmpty = typeof body !== 'object' || body === null || Object.keys(body).length === 0;
  return isEmpty ? '' : JSON.stringify(body);
}

/** The title of an HTML page (empty if it has none). `undefined` for text that is not HTML. */
export function titleOf(text: string): string | undefined {
  if (!/^\s*(<!doctype html|<html|<head|<body)/i.test(text)) return undefined;
  const title =
    /<title[^<>]*>([^<]*)/i.exec(text)?.[1] ?? /<h1[^<>]*>([^<]*)/i.exec(text)?.[1] ?? '';
  return oneLine(title, 120);
}
