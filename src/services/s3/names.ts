import { isIP } from 'node:net';
import { flag, record, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import type { Kind, ParamContext, ParamSpec } from '../../core/definition/param.js';
import { encoded, encodedPath, withQuery } from '../../core/http/aws4.js';
import { ExactUrl } from '../../core/http/url.js';
import { cut } from '../../core/util/cut.js';
import type { Basic } from './settings.js';

export const headers = record('Additional request headers: they override all others', {
  optional: true,
});
export const pathStyle = flag('Put the bucket in the path of the URL instead of the host name', {
  option: 'dir',
  default: false,
});

type Check = (name: string) => string | undefined;

const textKind = text('').kind;

/** A text param that is validated before anything is sent. */
export function checked<const S extends ParamSpec>(
  summary: string,
  spec: S,
  check: Check,
  read = async (value: unknown, context: ParamContext) =>
    String(await textKind.parse(value, context)),
) {
  const plain = text(summary, spec);
  const kind = {
    ...plain.kind,
    async parse(value: unknown, context: ParamContext): Promise<string> {
      const name = await read(value, context);
      const why = check(name);
      if (!why) return name;
      throw inputError(context, `: ${why}`);
    },
  };
  return { ...plain, kind: kind as Kind<string, string> };
}

/** A bucket name; names that would lead to another place are refused. */
export const bucketName = <const S extends ParamSpec>(summary: string, spec: S) =>
  checked(summary, spec, (name) => {
    if (name === '') return 'the bucket name is empty';
    if (/^\.{1,2}$|[/\\?#\s]|\p{Surrogate}/u.test(name)) {
      return `"${cut(name, 60)}" is not a valid bucket name`;
    }
    return undefined;
  });

/** An object key, which is sent as it is. An empty one would mean the bucket itself. */
export const objectName = <const S extends ParamSpec>(summary: string, spec: S) =>
  checked(summary, spec, (name) => {
    if (name === '') return 'the object name is empty';
    if (/\p{Surrogate}/u.test(name)) return 'the object name contains half of a surrogate pair';
    return undefined;
  });

/** The bucket of a method for buckets. */
export const bucket = bucketName('Name of the bucket', { option: 'name', example: 'my-bucket' });
/** The bucket of an object. */
export const inBucket = bucketName('Name of the bucket', { example: 'my-bucket' });
export const name = objectName('Name of the object in the bucket, such as folder/picture.jpg', {
  example: 'picture.jpg',
});
/** A version of the object. */
export const versionId = text('Version ID of the object', { option: 'ver', optional: true });

/** The object or bucket of a request. */
export interface ObjectPlace {
  bucket: string;
  name?: string;
  pathStyle: boolean;
}

type Query = Readonly<Record<string, string | undefined>>;

/** The URL of a bucket or of an object. */
export function urlOf(
  basic: Basic,
  { bucket, name, pathStyle }: ObjectPlace,
  query: Query = {},
): URL {
  const { protocol, host, pathname } = basic.url;
  const prefix = pathname === '/' ? '' : pathname;
  const inPath = !isInHost(basic, bucket, pathStyle);
  const origin = `${protocol}//${inPath ? '' : `${bucket}.`}${host}`;
  const key = name === undefined ? '' : `/${encodedPath(name)}`;
  const path = `${prefix}${inPath ? `/${encoded(bucket)}` : ''}${key}` || '/';
  return withQuery(new ExactUrl(origin, path), given(query));
}

/** The URL of the storage itself. */
export function serviceUrl(basic: Basic, query: Query): URL {
  const { origin, pathname } = basic.url;
  return withQuery(new URL(`${origin}${pathname}`), given(query));
}

function given(query: Query): Record<string, string> {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, string>;
}

/**
 * True if the bucket should be in the host name. This needs a host that can have subdomains, and
 * certificates do not cover buckets with a dot.
 */
function isInHost({ url, pathStyle: always }: Basic, bucket: string, pathStyle: boolean): boolean {
  const { hostname, protocol } = url;
  const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(bucket) && !bucket.includes('..');
  if (pathStyle || always === true || !isName) return false;
  if (always === false) return isIP(hostname) === 0 && !hostname.startsWith('[');
  const hasNames = /\.[a-z][a-z0-9-]*$/i.test(hostname) && !/(^|\.)localhost$/i.test(hostname);
  return hasNames && !(protocol === 'https:' && bucket.includes('.'));
}
