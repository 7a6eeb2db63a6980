import type { Call } from '../../core/definition/call.js';
import { HttpError } from '../../core/errors/errors.js';
import { encoded, encodedPath } from '../../core/http/aws4.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { elementIn } from './elsewhere.js';
import { type ObjectPlace, urlOf } from './names.js';
import type { CopiedPart } from './parts.js';
import { partSize } from './parts.js';
import { chosen, PartsUpload, Stopping } from './parts-upload.js';
import { send } from './send.js';
import type { Basic } from './settings.js';
import type { Copied, S3Answer, Tags } from './types.js';

type OnePlace = ObjectPlace & { name: string };

/** An object to copy within the storage. */
interface Copy {
  basic: Basic;
  from: OnePlace;
  at: OnePlace;
  headers: JsonRecord | undefined;
}

/** S3 copies larger objects only in parts. */
const LARGEST_COPY = 5 * 1024 ** 3;
const PART = 512 * 1024 ** 2;
const AT_ONCE = 4;

/** The value of `x-amz-copy-source`. */
export function copySource({ bucket, name }: { bucket: string; name: string }): string {
  return `/${encoded(bucket)}/${encodedPath(name)}`;
}

/** Copies an object: with one request, or in parts if the storage refuses it as too large. */
export async function copy(call: Call, to: Copy): Promise<S3Answer<Copied>> {
  const { basic, from, at, headers } = to;
  const ownHeaders = { 'x-amz-copy-source': copySource(from) };
  const sending = { method: 'PUT', url: urlOf(basic, at), headers, ownHeaders };
  try {
    return await send<Copied>(call, basic, { ...sending, root: 'CopyObjectResult' });
  } catch (error) {
    if (!mayBeTooLarge(error)) throw error;
    const source = await sourceOf(call, to).catch(() => undefined);
    if (!source || source.size <= LARGEST_COPY) throw error;
    return inParts(call, to, source);
  }
}

/** AWS refuses a source of more than 5 GiB as an invalid request, others as too large. */
function mayBeTooLarge(error: unknown): boolean {
  if (!(error instanceof HttpError) || ![400, 413].includes(error.status)) return false;
  return /^(InvalidRequest|InvalidArgument|EntityTooLarge)$/.test(elementIn(error, 'Code') ?? '');
}

interface Source {
  size: number;
  etag: string | undefined;
  /** The properties that a copy with one request would get from the source. */
  properties: JsonRecord;
  hasTags: boolean;
}

const PROPERTIES =
  /^(content-(type|encoding|language|disposition)|cache-control|expires|x-amz-meta-.*|x-amz-website-redirect-location)$/;
/** Headers about the source. The condition that it has not changed is one of them. */
const OF_SOURCE = /^x-amz-copy-source-/i;
const SOURCE_KEY = /^x-amz-copy-source-(?=server-side-encryption-customer-)/;
const DIRECTIVE = /^x-amz-(metadata|tagging)-directive$/;

async function sourceOf(call: Call, { basic, from, headers }: Copy): Promise<Source> {
  const keys = entriesOf(headers)
    .filter(([name]) => SOURCE_KEY.test(name))
    .map(([name, value]) => [name.replace(SOURCE_KEY, 'x-amz-'), value]);
  const url = urlOf(basic, from);
  const own = Object.fromEntries(keys);
  const answer = await send(call, basic, { method: 'HEAD', url, headers: own, effect: 'read' });
  const all = Object.fromEntries(entriesOf(answer.headers));
  return {
    size: Number(all['content-length'] ?? 0),
    etag: all.etag as string | undefined,
    properties: chosen(all, (name) => PROPERTIES.test(name)),
    hasTags: Number(all['x-amz-tagging-count'] ?? 0) > 0,
  };
}

/** With names in lower case. */
function entriesOf(headers: JsonRecord | undefined): [string, unknown][] {
  return Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
}

async function inParts(call: Call, to: Copy, source: Source): Promise<S3Answer<Copied>> {
  const { basic, at } = to;
  const given = Object.fromEntries(entriesOf(to.headers));
  const isReplaced = (what: string) => given[`x-amz-${what}-directive`] === 'REPLACE';
  const headers: JsonRecord = {
    ...(!isReplaced('metadata') && source.properties),
    ...(source.hasTags && !isReplaced('tagging') && { 'x-amz-tagging': await tagsOf(call, to) }),
    ...chosen(given, (name) => !OF_SOURCE.test(name) && !DIRECTIVE.test(name)),
  };
  const type = headers['content-type'] as string | undefined;
  const whole = { size: source.size, type, isCopied: true };
  const stopping = new Stopping(call);
  try {
    const upload = new PartsUpload(call, { basic, at, headers }, whole, stopping);
    const answer = await upload.run(partsOf(to, given, source), AT_ONCE);
    const { ETag } = answer.response.CompleteMultipartUploadResult;
    return { ...answer, response: { CopyObjectResult: { ...(ETag && { ETag }) } } };
  } finally {
    stopping.release();
  }
}

/** The ranges of the source, all of the same version of it. */
function* partsOf({ from }: Copy, given: JsonRecord, source: Source): Generator<CopiedPart> {
  const { size, etag } = source;
  const each = partSize(size, PART);
  const headers = {
    'x-amz-copy-source': copySource(from),
    ...(etag && { 'x-amz-copy-source-if-match': etag }),
    ...chosen(given, (name) => OF_SOURCE.test(name) || name === 'x-amz-copy-source'),
  };
  for (let start = 0, number = 1; start < size; start += each, number++) {
    const end = Math.min(start + each, size);
    const range = { 'x-amz-copy-source-range': `bytes=${start}-${end - 1}` };
    yield { number, size: end - start, source: { ...headers, ...range } };
  }
}

/** The tags of the source, in the form of a header. */
async function tagsOf(call: Call, { basic, from }: Copy): Promise<string> {
  const url = urlOf(basic, from, { tagging: '' });
  const sending = { method: 'GET', url, root: 'Tagging', effect: 'read' } as const;
  const { response } = await send<Tags>(call, basic, sending);
  const { Tag } = response.Tagging.TagSet;
  return Tag.map(({ Key, Value }) => `${encoded(Key)}=${encoded(Value)}`).join('&');
}
