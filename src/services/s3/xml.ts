import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

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
 * Parses an XML text to a record: the root's name, and in it the root's content. Every value is
 * text, as written: `007` is not a number. Returns `undefined` if it is not valid XML, or not
 * trustworthy: a document type has no place in a response, and its entities could grow without
 * limit.
 */
export async function fromXml(body: string): Promise<JsonRecord | undefined> {
  // While it completes a long upload, S3 sends white space before the declaration.
  const text = body.trimStart();
  if (!text.startsWith('<') || /<!DOCTYPE/i.test(text)) return undefined;
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(text) !== true) return undefined;
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    removeNSPrefix: true,
    parseTagValue: false,
    trimValues: false,
    // Also numeric ones (`&#13;`).
    htmlEntities: true,
  });
  let parsed: unknown;
  try {
    parsed = tidied(parser.parse(text));
  } catch {
    return undefined;
  }
  if (!isRecord(parsed)) return undefined;
  for (const [path, names] of Object.entries(LISTS)) fillLists(parsed, path.split('.'), names);
  return decodeNames(parsed);
}

/** Removes line breaks between elements, which are not content. */
function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  if (!isRecord(value)) return value;
  const { '#text': between, ...rest } = value;
  const kept = typeof between === 'string' && between.trim() !== '' ? { '#text': between } : {};
  const entries = Object.entries(rest).map(([key, item]) => [key, tidied(item)]);
  return { ...Object.fromEntries(entries), ...kept };
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
