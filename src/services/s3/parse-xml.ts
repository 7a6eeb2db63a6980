import type { JsonRecord } from '../../core/util/is-record.js';

/**
 * No response of a storage is nested deeper, or has more tags, comments and sections, or longer tags: a
 * page has a thousand objects.
 */
const MOST_LEVELS = 100;
const MOST_PARTS = 1_000_000;
const LONGEST_TAG = 100_000;
/** In characters: decoding the entities of more takes noticeable time. */
const SLICE = 100_000;
/** In milliseconds. */
const LONGEST_STEP = 20;

interface Element {
  name: string;
  text: string[];
  children: Record<string, unknown> | undefined;
}

/**
 * Parses XML to a record: elements by their local names, several of one name as an array, and the
 * value of an element without elements is its text. Attributes, comments and instructions are left out.
 * Returns `undefined` if it is not well-formed, or not trustworthy: a document type has no place in a
 * response, and its entities could grow without limit.
 *
 * The text is a stranger's: each step is linear, and after a few milliseconds `pause` lets others run.
 */
export async function parseXml(
  text: string,
  pause: () => Promise<void>,
): Promise<JsonRecord | undefined> {
  const root: Element = { name: '', text: [], children: undefined };
  const open: Element[] = [root];
  let parts = 0;
  let begun = performance.now();
  const mayPause = async () => {
    if (performance.now() - begun < LONGEST_STEP) return;
    await pause();
    begun = performance.now();
  };
  for (let at = 0; at < text.length; ) {
    const within = open.at(-1)!;
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    for (let from = at; from < end; ) {
      const to = sliceEnd(text, from, end);
      within.text.push(decoded(text.slice(from, to)));
      from = to;
      await mayPause();
    }
    if (next < 0) break;
    const after = read(text, next, open);
    if (after === undefined || ++parts > MOST_PARTS || open.length > MOST_LEVELS) return undefined;
    at = after;
    if (parts % 1000 === 0) await mayPause();
  }
  const isWhole = open.length === 1 && root.text.every(isBlank) && root.children !== undefined;
  return isWhole && Object.keys(root.children!).length === 1 ? root.children : undefined;
}

/** Not inside an entity. */
function sliceEnd(text: string, from: number, end: number): number {
  const to = from + SLICE;
  if (to >= end) return end;
  const entity = text.lastIndexOf('&', to);
  return entity > to - 12 && entity > from ? entity : to;
}

/** Reads what begins with `<`. Returns the position after it; `undefined` if it is not valid. */
function read(text: string, at: number, open: Element[]): number | undefined {
  const within = open.at(-1)!;
  if (text.startsWith('<!--', at)) return endOf(text, '-->', at + 4);
  if (text.startsWith('<?', at)) return endOf(text, '?>', at + 2);
  if (text.startsWith('<![CDATA[', at)) {
    const end = endOf(text, ']]>', at + 9);
    if (end !== undefined) within.text.push(text.slice(at + 9, end - 3));
    return end;
  }
  const end = endOfTag(text, at + 1);
  if (end === undefined) return undefined;
  const tag = text.slice(at + 1, end - 1);
  if (tag.startsWith('/')) {
    if (open.length === 1 || tag.slice(1).trimEnd() !== within.name) return undefined;
    open.pop();
    add(open.at(-1)!, within);
    return end;
  }
  const name = /^[^\s/]*/.exec(tag)![0];
  // A document type begins with "!". The setter of `__proto__` would be called.
  if (!NAME.test(name) || localName(name) === '__proto__') return undefined;
  const element: Element = { name, text: [], children: undefined };
  if (tag.endsWith('/')) add(within, element);
  else open.push(element);
  return end;
}

const NAME = /^[\p{L}_:][\p{L}\p{M}\p{N}_:.-]*$/u;

function endOf(text: string, closing: string, from: number): number | undefined {
  const found = text.indexOf(closing, from);
  return found < 0 ? undefined : found + closing.length;
}

/** The position after the `>` that is not inside quotes. */
function endOfTag(text: string, from: number): number | undefined {
  const most = Math.min(text.length, from + LONGEST_TAG);
  for (let at = from; at < most; at++) {
    const char = text[at];
    if (char === '>') return at + 1;
    if (char === '<') return undefined;
    if (char !== '"' && char !== "'") continue;
    at = text.indexOf(char, at + 1);
    if (at < 0) return undefined;
  }
  return undefined;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Adds a closed element to the one around it. */
function add(around: Element, { name, text, children }: Element): void {
  // Line breaks between elements are not content.
  if (children && !text.every(isBlank)) children['#text'] = text.join('');
  const value = children ?? text.join('');
  const key = localName(name);
  around.children ??= {};
  const { children: siblings } = around;
  if (!Object.hasOwn(siblings, key)) siblings[key] = value;
  else if (Array.isArray(siblings[key])) siblings[key].push(value);
  else siblings[key] = [siblings[key], value];
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Decodes entities once. One that XML does not have stays as it is. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, ...found) => {
    const [decimal, hex, name] = found as [string?, string?, string?];
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex!, 16);
    const isChar = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isChar ? String.fromCodePoint(code) : whole;
  });
}
