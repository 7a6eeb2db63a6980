import { setImmediate } from 'node:timers/promises';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { parseXml } from './parse-xml.js';

/** Elements that may occur once, often or never, and are always lists. By their parents. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  'ListAllMyBucketsResult.Buckets': ['Bucket'],
  ListBucketResult: ['Contents', 'CommonPrefixes'],
  ListVersionsResult: ['Version', 'DeleteMarker', 'CommonPrefixes'],
  'Tagging.TagSet': ['Tag'],
  DeleteResult: ['Deleted', 'Error'],
  ServerSideEncryptionConfiguration: ['Rule'],
};

/** Elements with names that may be %-encoded, as the `EncodingType` of the response says. */
const NAMES = new Set([
  'Key',
  'Prefix',
  'KeyMarker',
  'NextKeyMarker',
  'Marker',
  'NextMarker',
  'StartAfter',
  'Delimiter',
]);

/**
 * Parses the XML of a response to a record: the root's name, and in it the root's content. Every value
 * is text, as written: `007` is not a number. Returns `undefined` if it is not XML that can be trusted.
 */
export async function fromXml(
  body: string,
  pause: () => Promise<void> = setImmediate,
): Promise<JsonRecord | undefined> {
  // While it completes a long upload, S3 sends white space before the declaration.
  const text = body.trimStart();
  const parsed = text.startsWith('<') ? await parseXml(text, pause) : undefined;
  if (!parsed) return undefined;
  for (const [path, names] of Object.entries(LISTS)) fillLists(parsed, path.split('.'), names);
  return decodeNames(parsed);
}

function fillLists(parsed: JsonRecord, path: readonly string[], names: readonly string[]): void {
  let at: Record<string, unknown> = parsed;
  for (const step of path) {
    if (!Object.hasOwn(at, step)) return;
    // An empty element was parsed as an empty text.
    if (!isRecord(at[step])) at[step] = {};
    at = at[step] as Record<string, unknown>;
  }
  for (const name of names) {
    const value = at[name];
    at[name] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  }
}

/** Decodes the names in a list that was requested with `encoding-type=url`. */
function decodeNames(parsed: JsonRecord): JsonRecord {
  const entries = Object.entries(parsed).map(([root, list]) => {
    if (!isRecord(list) || list.EncodingType !== 'url') return [root, list];
    const { EncodingType, ...rest } = list;
    return [root, decoded(rest)];
  });
  return Object.fromEntries(entries);
}

function decoded(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return NAMES.has(name) ? urlDecoded(value) : value;
  if (Array.isArray(value)) return value.map((item) => decoded(item, name));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decoded(item, key)]));
}

function urlDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A bare one would be parsed as a line feed.
  '\r': '&#13;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (char) => ESCAPES[char]!);
}

/** The content of an element: text, or other elements in this order. */
export type Xml = string | readonly (readonly [name: string, holds: Xml])[];

/** A document for the storage: the root's name and its content. */
export function toXml(root: string, holds: Xml): string {
  return `<${root} xmlns="${NAMESPACE}">${inner(holds)}</${root}>`;
}

function inner(holds: Xml): string {
  if (typeof holds === 'string') return escaped(holds);
  return holds.map(([name, within]) => `<${name}>${inner(within)}</${name}>`).join('');
}
