import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { pause } from '../../core/definition/pause.js';
import { readBounded } from '../../core/files/read-bounded.js';
import { decodeXml } from '../../core/formats/xml/decode.js';
import { escapeXml } from '../../core/formats/xml/entities.js';
import {
  parseXml,
  textOf,
  type XmlDocument,
  type XmlElement,
  XmlProblem,
} from '../../core/formats/xml/parse.js';
import type { FeedSource } from './source.js';

/** In bytes. No feed is larger. */
const LARGEST = 64 * 1024 * 1024;

export const ATOM = 'http://www.w3.org/2005/Atom';
export const CONTENT = 'http://purl.org/rss/1.0/modules/content/';
export const DUBLIN_CORE = 'http://purl.org/dc/elements/1.1/';

/** The namespaces of RSS itself: none, and those of its versions. */
const RSS = [
  '',
  'http://purl.org/rss/1.0/',
  'http://backend.userland.com/rss2',
  'http://my.netscape.com/rdf/simple/0.9/',
];

/** Parses the XML of a feed. */
export async function documentOf(call: Call, xml: FeedSource): Promise<XmlDocument> {
  try {
    const text =
      typeof xml === 'string'
        ? xml
        : decodeXml(await readBounded(xml, call, { largest: LARGEST, param: 'xml' }));
    return await parseXml(text, () => pause(call));
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    throw notAFeed(call, `is not the XML of a feed: ${error.message}`);
  }
}

export function notAFeed(call: Call, what: string, hint?: string) {
  return inputError(callContext(call, 'xml'), call.redactor.text(` ${what}`), { hint });
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== 'string');
}

/** The elements of RSS with this name. */
export function rssAll(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).filter(({ local, space }) => local === name && RSS.includes(space));
}

/** The first element with this name in a namespace. */
export function first(element: XmlElement, space: string, name: string): XmlElement | undefined {
  return elementsOf(element).find((child) => child.local === name && child.space === space);
}

/** The text of an element, without the spaces around it. */
export function feedText(element: XmlElement | undefined): string | undefined {
  return element && textOf(element).trim();
}

/** The markup in an element, as it was. */
export function markupOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? escapeXml(child) : outer(child)))
    .join('')
    .trim();
}

function outer(element: XmlElement): string {
  const { name, attributes } = element;
  const shown = [...attributes]
    .filter(([key]) => !key.startsWith('xmlns'))
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('');
  const inner = markupOf(element);
  return inner === '' ? `<${name}${shown}/>` : `<${name}${shown}>${inner}</${name}>`;
}

/** Without the fields that a feed does not have. */
export function present<T extends object>(fields: T): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as T;
}
