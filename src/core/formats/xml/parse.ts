import { decodeEntities } from './entities.js';

/** No feed is nested deeper, or has more tags, comments and sections. */
const MOST_LEVELS = 200;
const MOST_PARTS = 2_000_000;
/** In milliseconds. */
const LONGEST_STEP = 20;
/** In characters: decoding the entities of more takes noticeable time. */
const SLICE = 100_000;
const LONGEST_ENTITY = 12;
/** Each element that declares one copies those around it. */
const MOST_SPACES = 100;

/** An element with all that is in it. */
export interface XmlElement {
  /** As it is written: `dc:creator`. */
  name: string;
  /** Without its prefix. */
  local: string;
  /** The address of its namespace; empty without one. */
  space: string;
  attributes: ReadonlyMap<string, string>;
  children: (XmlElement | string)[];
}

/** What was parsed. */
export interface XmlDocument {
  root: XmlElement;
  /** True if the text ends inside an element. */
  isCut: boolean;
}

/** What is not XML at all, or too much of it. */
export class XmlProblem extends Error {}

interface Open extends XmlElement {
  spaces: ReadonlyMap<string, string>;
}

/**
 * Parses the XML that feeds have, which is often broken: a bare `&` is text, an end tag that closes
 * nothing is ignored, one that closes an outer element closes the inner ones too. Entities that a
 * document declares are not used: they could grow without limit.
 *
 * The text is a stranger's: each step is linear, and after a few milliseconds `pause` lets others run.
 *
 * @throws {XmlProblem} There is no element in it, or it is too large.
 */
export async function parseXml(text: string, pause: () => Promise<unknown>): Promise<XmlDocument> {
  const parser = new Parser(text);
  let begun = performance.now();
  for (let steps = 1; parser.step(); steps++) {
    if (steps % 200 !== 0 || performance.now() - begun < LONGEST_STEP) continue;
    await pause();
    begun = performance.now();
  }
  return parser.document();
}

class Parser {
  readonly #text: string;
  readonly #open: Open[] = [];
  /** How many elements of each name are open: an end tag for none of them needs no search. */
  readonly #names = new Map<string, number>();
  #root: XmlElement | undefined;
  #at = 0;
  #parts = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads the next part; false at the end. */
  step(): boolean {
    const text = this.#text;
    if (this.#at >= text.length) return false;
    if (++this.#parts > MOST_PARTS) throw new XmlProblem(`it has more than ${MOST_PARTS} parts`);
    if (text[this.#at] !== '<') {
      const next = text.indexOf('<', this.#at);
      this.#addText(next < 0 ? text.length : next);
    } else this.#markup();
    return true;
  }

  document(): XmlDocument {
    if (!this.#root) throw new XmlProblem('it has no element');
    return { root: this.#root, isCut: this.#open.length > 0 };
  }

  #addText(next: number): void {
    let end = Math.min(next, this.#at + SLICE);
    // Not inside an entity.
    const entity = end < next ? this.#text.slice(end - LONGEST_ENTITY, end).lastIndexOf('&') : -1;
    if (entity >= 0) end += entity - LONGEST_ENTITY;
    this.#open.at(-1)?.children.push(decodeEntities(this.#text.slice(this.#at, end)));
    this.#at = end;
  }

  #markup(): void {
    const text = this.#text;
    const at = this.#at;
    if (text.startsWith('<!--', at)) this.#skipTo('-->', at + 4);
    else if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at + 9);
      this.#open.at(-1)?.children.push(text.slice(at + 9, end < 0 ? text.length : end));
      this.#at = end < 0 ? text.length : end + 3;
    } else if (text.startsWith('<?', at)) this.#skipTo('?>', at + 2);
    else if (text.startsWith('<!', at)) this.#skipDoctype();
    else this.#tag();
  }

  #skipTo(closing: string, from: number): void {
    const end = this.#text.indexOf(closing, from);
    this.#at = end < 0 ? this.#text.length : end + closing.length;
  }

  /** A document type may have declarations in brackets. */
  #skipDoctype(): void {
    const start = this.#at;
    this.#skipTo('>', start);
    const bracket = this.#text.slice(start, this.#at).indexOf('[');
    if (bracket >= 0) this.#skipTo(']>', start + bracket);
  }

  #tag(): void {
    const text = this.#text;
    NAME.lastIndex = this.#at;
    const match = NAME.exec(text);
    if (!match) {
      // A bare character of text.
      this.#open.at(-1)?.children.push('<');
      this.#at++;
      return;
    }
    const [whole, slash, name] = match as unknown as [string, string, string];
    this.#at += whole.length;
    if (slash) {
      this.#skipTo('>', this.#at);
      this.#close(name);
      return;
    }
    const attributes = this.#attributes();
    const isEmpty = text[this.#at] === '/';
    this.#skipTo('>', this.#at);
    this.#start(name, attributes, isEmpty);
  }

  #attributes(): Map<string, string> {
    const found = new Map<string, string>();
    const text = this.#text;
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const match = ATTRIBUTE.exec(text);
      if (!match) break;
      this.#at += match[0].length;
      const quote = text[this.#at]!;
      const end = text.indexOf(quote, this.#at + 1);
      if (end < 0) {
        this.#at = text.length;
        break;
      }
      found.set(match[1]!, decodeEntities(text.slice(this.#at + 1, end)));
      this.#at = end + 1;
    }
    SPACES.lastIndex = this.#at;
    this.#at += SPACES.exec(text)![0].length;
    return found;
  }

  #start(name: string, attributes: Map<string, string>, isEmpty: boolean): void {
    const around = this.#open.at(-1);
    if (!around && this.#root) return;
    if (this.#open.length >= MOST_LEVELS) {
      throw new XmlProblem(`it is nested deeper than ${MOST_LEVELS} levels`);
    }
    const spaces = spacesOf(around?.spaces, attributes);
    const colon = name.indexOf(':');
    const prefix = colon < 0 ? '' : name.slice(0, colon);
    const local = name.slice(colon + 1);
    const space = spaces.get(prefix) ?? '';
    const element: Open = { name, local, space, attributes, children: [], spaces };
    if (around) around.children.push(element);
    else this.#root = element;
    if (isEmpty) return;
    this.#open.push(element);
    this.#names.set(name, (this.#names.get(name) ?? 0) + 1);
  }

  #close(name: string): void {
    if (!this.#names.get(name)) return;
    for (let element = this.#open.pop(); element; element = this.#open.pop()) {
      this.#names.set(element.name, this.#names.get(element.name)! - 1);
      if (element.name === name) return;
    }
  }
}

const NAME = /<(\/?)([\p{L}_][\p{L}\p{M}\p{N}_.:-]{0,200})/uy;
const ATTRIBUTE = /\s{1,1000}([\p{L}_][\p{L}\p{M}\p{N}_.:-]{0,200})\s{0,1000}=\s{0,1000}(?=["'])/uy;
const SPACES = /\s{0,1000}/y;

function spacesOf(
  around: ReadonlyMap<string, string> | undefined,
  attributes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  let spaces: Map<string, string> | undefined;
  for (const [name, value] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    spaces ??= new Map(around);
    if (spaces.size >= MOST_SPACES) break;
    spaces.set(name.slice('xmlns:'.length), value);
  }
  return spaces ?? around ?? NO_SPACES;
}

const NO_SPACES: ReadonlyMap<string, string> = new Map();

/** All text in an element. */
export function textOf(element: XmlElement): string {
  let found = '';
  for (const child of element.children) found += typeof child === 'string' ? child : textOf(child);
  return found;
}
