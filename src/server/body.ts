import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { fromJanx, JanxProblem } from '../core/formats/janx/janx.js';
import { bytesOf } from '../core/http/early-response.js';
import { boundaryOf, FormProblem, type Part, partsOf, textOf } from '../core/http/multipart.js';
import { parseExact } from '../core/json/parse.js';
import { isTooDeepJson, TOO_DEEP } from '../core/util/depth.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { watched } from './pace.js';
import { Refused } from './problem.js';
import { JANX_TYPE } from './result.js';
import { type Folder, temporaryFolder } from './temporary.js';
import { Upload } from './upload.js';

const MIB = 2 ** 20;
/** What is held in memory: JSON, Janx, a form without files, the text fields of one with files. */
const MOST_IN_MEMORY = 32 * MIB;
const MOST_FIELDS = 1_000;
const TYPES =
  'application/json, application/x-janx, application/x-www-form-urlencoded or multipart/form-data';

export interface BodyLimits {
  /** The largest form with files, in bytes. */
  mostUpload: number;
  /** How long a client may send nearly nothing, in milliseconds. */
  patience: number;
}

/** The values of a request. */
export interface Body {
  values: JsonRecord;
  /** The paths of the files that came with it. */
  uploads: readonly string[];
  /** Deletes these files. */
  remove(): Promise<void>;
}

type Form = 'json' | 'janx' | 'fields' | 'multipart';

/** How the body of a request is written. */
function formOf({ headers }: IncomingMessage): Form {
  const type = /^[^;\s]+/.exec(headers['content-type'] ?? '')?.[0].toLowerCase();
  if (type === 'application/json' || type?.endsWith('+json')) return 'json';
  if (type === JANX_TYPE) return 'janx';
  if (type === 'application/x-www-form-urlencoded') return 'fields';
  if (type === 'multipart/form-data') return 'multipart';
  throw new Refused(415, `the content type must be ${TYPES}`);
}

/**
 * Refuses a body that this server does not read, before any of it has been read.
 *
 * @throws {Refused}
 */
export function checkBody(message: IncomingMessage, { mostUpload }: BodyLimits): void {
  const { headers } = message;
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') {
    throw new Refused(415, `the content encoding ${coding} is not supported`);
  }
  const hasBody = headers['transfer-encoding'] !== undefined || headers['content-length'] !== '0';
  if (!hasBody || headers['content-type'] === undefined) return;
  const most = formOf(message) === 'multipart' ? mostUpload : MOST_IN_MEMORY;
  if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(most);
}

/**
 * Reads the values of a request.
 *
 * @throws {Refused} It cannot be read, or is too large.
 */
export async function readBody(message: IncomingMessage, limits: BodyLimits): Promise<Body> {
  // A method without params needs none.
  if (isEmpty(message)) return inMemory({});
  const form = formOf(message);
  const most = form === 'multipart' ? limits.mostUpload : MOST_IN_MEMORY;
  const bytes = watched(
    message,
    bytesOf(message, { most, tooLarge: () => tooLarge(most) }),
    limits.patience,
  );
  if (form === 'multipart') {
    // A form may end before its body. Not awaited: a client that is stuck would not let it end.
    return readMultipart(message, bytes).finally(() => void bytes.return());
  }
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const all = Buffer.concat(chunks);
  if (form === 'fields') return inMemory(valuesOf(new URLSearchParams(all.toString('utf8'))));
  return inMemory(form === 'janx' ? readJanx(all) : readJson(all.toString('utf8')));
}

function isEmpty({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
}

function inMemory(values: JsonRecord): Body {
  return { values, uploads: [], remove: async () => {} };
}

function tooLarge(most: number): Refused {
  return new Refused(413, `the body is larger than ${Math.floor(most / MIB)} MiB`);
}

function readJson(text: string): JsonRecord {
  if (isTooDeepJson(text)) throw new Refused(400, `the body is ${TOO_DEEP}`);
  let value: unknown;
  try {
    value = parseExact(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Refused(400, `the body is not valid JSON: ${(error as Error).message}`);
  }
  return recordOf(value);
}

function readJanx(bytes: Buffer): JsonRecord {
  try {
    return recordOf(fromJanx(bytes, parseExact));
  } catch (error) {
    if (!(error instanceof JanxProblem)) throw error;
    throw new Refused(400, `the body is not valid Janx: ${error.message}`);
  }
}

function recordOf(value: unknown): JsonRecord {
  if (!isRecord(value) || value instanceof Uint8Array) {
    throw new Refused(400, 'the body must be an object of values by name');
  }
  return withoutDashes(Object.entries(value));
}

/** The fields of a form or of a query. A repeated one is a list. */
export function valuesOf(fields: Iterable<readonly [string, unknown]>): JsonRecord {
  const lists = new Map<string, unknown[]>();
  for (const [name, value] of fields) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return withoutDashes(
    [...lists].map(([name, list]) => [name, list.length === 1 ? list[0] : list] as const),
  );
}

/** Options may be named as on the command line: `--url`. */
function withoutDashes(entries: readonly (readonly [string, unknown])[]): JsonRecord {
  return Object.fromEntries(entries.map(([name, value]) => [name.replace(/^--/, ''), value]));
}

async function readMultipart(
  { headers }: IncomingMessage,
  bytes: AsyncIterable<Buffer>,
): Promise<Body> {
  const fields: [string, unknown][] = [];
  const uploads: string[] = [];
  let folder: Folder | undefined;
  const remove = async () => folder?.remove();
  try {
    let left = MOST_IN_MEMORY;
    for await (const part of partsOf(bytes, boundaryOf(headers['content-type']))) {
      if (fields.length === MOST_FIELDS) throw new FormProblem('the form has too many fields');
      if (part.filename === undefined) {
        const text = await textOf(part, left);
        left -= text.length;
        fields.push([part.name, text]);
        continue;
      }
      folder ??= await temporaryFolder();
      const path = await stored(part, folder);
      uploads.push(path);
      fields.push([part.name, new Upload(path)]);
    }
    return { values: valuesOf(fields), uploads, remove };
  } catch (error) {
    await remove();
    if (!(error instanceof FormProblem)) throw error;
    throw new Refused(400, error.message);
  }
}

/** Files go to the disk as they arrive, since the values that come after them decide what happens. */
async function stored({ filename, content }: Part, folder: Folder): Promise<string> {
  const path = await folder.placeApart(filename!);
  await pipeline(content, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  return path;
}
