import { settings } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { type ParamContext, partContext } from '../../core/definition/param.js';
import type { InputError } from '../../core/errors/errors.js';
import type { Credentials } from '../../core/http/aws4.js';
import { parseBase, withScheme } from '../../core/http/url.js';
import { cut } from '../../core/util/cut.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { withoutEnd } from '../../core/util/without-end.js';
import { awsRegion } from './aws-host.js';

/** The reference calls this the basic data: the storage and the keys. */
export interface Basic extends Credentials {
  /** The storage's URL, its path without a trailing slash. */
  url: URL;
  /** Objects larger than this, in bytes, are uploaded in parts of this size. */
  chunkSize: number;
  /** Whether the bucket is in the path or in the host name; `undefined` to choose automatically. */
  pathStyle: boolean | undefined;
  /** False if ETags that look like MD5 are not, so they are not verified. */
  verify: boolean;
  /** What uploads are verified with; `undefined` to choose by the storage. */
  checksum: 'CRC32' | 'MD5' | undefined;
}

/** The reference's default part size. */
const USUAL_CHUNK = 20 * 1024 * 1024;

const NAMES = [
  'URL',
  'AccessKey',
  'SecretKey',
  'SessionToken',
  'Region',
  'Service',
  'ChunkSize',
  'PathStyle',
  'Verify',
  'Checksum',
] as const;
type Name = (typeof NAMES)[number];
type Fields = Partial<Record<Name, string>>;

/** The fields by name, without case and underscores; also the names of other tools. */
const FIELDS: Readonly<Record<string, Name>> = {
  url: 'URL',
  endpoint: 'URL',
  endpointurl: 'URL',
  accesskey: 'AccessKey',
  accesskeyid: 'AccessKey',
  secretkey: 'SecretKey',
  secretaccesskey: 'SecretKey',
  sessiontoken: 'SessionToken',
  region: 'Region',
  defaultregion: 'Region',
  service: 'Service',
  chunksize: 'ChunkSize',
  pathstyle: 'PathStyle',
  verify: 'Verify',
  checksum: 'Checksum',
};

/** The settings as a program passes them, also by the names that AWS's own SDK has. */
type GivenBasic = Record<
  Exclude<Name, 'ChunkSize' | 'PathStyle' | 'Verify' | 'Checksum'>,
  string
> & {
  ChunkSize: number;
  PathStyle: boolean | string;
  Verify: boolean | string;
  Checksum: 'CRC32' | 'MD5';
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
};

/** As users may type them: `SecretKey`, `secret_key`, `AWS_SECRET_ACCESS_KEY`. */
const SECRETS = ['access_key', 'access_key_id', 'secret_key', 'secret_access_key', 'session_token']
  .flatMap((name) => [name, `aws_${name}`])
  .flatMap((name) => [name, name.replaceAll('_', '')]);

const EXAMPLE =
  "{'URL':'http://localhost:9000','AccessKey':'env:S3_ACCESS','SecretKey':'env:S3_SECRET','Region':'us-east-1'}";

/** The params of (almost) every method. */
export const basic = settings<Basic, GivenBasic, { role: 'destination'; example: string }>(
  {
    takes: `a JSON object with URL, AccessKey, SecretKey and Region, or a .json file of one`,
    schema: { type: 'object', properties: { URL: { type: 'string' } } },
    secrets: SECRETS,
    read: readBasic,
  },
  'Basic data: the storage and its keys, from GetBasicDataStructure',
  { role: 'destination', example: EXAMPLE },
);

function readBasic(record: JsonRecord, place: ParamContext): Basic {
  const given = fieldsOf(record, place);
  const url = addressOf(given.URL, place);
  const { AccessKey = '', SecretKey = '' } = given;
  for (const name of ['AccessKey', 'SecretKey'] as const) {
    if (given[name] !== undefined) continue;
    const hint = 'For a public bucket, leave both of them empty.';
    throw wrong(place, `the field ${name} is missing`, hint);
  }
  if ((AccessKey === '') !== (SecretKey === '')) {
    throw wrong(place, `${AccessKey === '' ? 'AccessKey' : 'SecretKey'} is empty`);
  }
  return {
    url,
    accessKey: AccessKey,
    secretKey: SecretKey,
    sessionToken: given.SessionToken || undefined,
    region: plain(given.Region || (awsRegion(url) ?? 'us-east-1'), 'Region', place),
    service: plain(given.Service || 's3', 'Service', place),
    chunkSize: sizeOf(given.ChunkSize, place),
    pathStyle: flagOf(given.PathStyle, 'PathStyle', place),
    verify: flagOf(given.Verify, 'Verify', place) ?? true,
    checksum: checksumOf(given.Checksum, place),
  };
}

function fieldsOf(record: JsonRecord, place: ParamContext): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(record)) {
    const known = FIELDS[name.toLowerCase().replaceAll('_', '').replace(/^aws/, '')];
    if (!known) {
      const hint = `Fields: ${NAMES.join(', ')}.`;
      throw wrong(place, `unknown field "${cut(name, 60)}"`, hint);
    }
    if (value === undefined || value === null) continue;
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
      throw wrong(place, `the field ${known} must be text`);
    }
    fields[known] = String(value);
  }
  return fields;
}

function addressOf(text: string | undefined, place: ParamContext): URL {
  if (text === undefined || text.trim() === '') {
    throw wrong(place, 'the field URL is missing: the URL of the storage');
  }
  const url = parseBase(withScheme(text), partContext(place, '.URL'));
  url.pathname = withoutEnd(url.pathname, '/');
  return url;
}

/** Part of every signature, and of the command that a dry run shows. */
function plain(text: string, name: string, place: ParamContext): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw wrong(place, `the field ${name} may only have letters, digits and hyphens`);
}

function sizeOf(text: string | undefined, place: ParamContext): number {
  if (text === undefined || text === '') return USUAL_CHUNK;
  const size = Number(text);
  if (Number.isInteger(size) && size > 0) return size;
  throw wrong(place, 'the field ChunkSize must be a number of bytes');
}

function flagOf(text: string | undefined, name: string, place: ParamContext): boolean | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^(true|yes|1)$/i.test(text)) return true;
  if (/^(false|no|0)$/i.test(text)) return false;
  throw wrong(place, `the field ${name} must be true or false`);
}

function checksumOf(text: string | undefined, place: ParamContext): 'CRC32' | 'MD5' | undefined {
  const name = text?.toUpperCase();
  if (name === undefined || name === '') return undefined;
  if (name === 'CRC32' || name === 'MD5') return name;
  throw wrong(place, 'the field Checksum must be CRC32 or MD5');
}

function wrong(place: ParamContext, what: string, hint?: string): InputError {
  return inputError(place, `: ${what}`, { hint });
}
