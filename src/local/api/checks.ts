import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { badRequest } from '../errors.js';

/** The request's body, which must be a JSON object. */
export async function jsonBody(context: Context): Promise<JsonRecord> {
  // A form may be as large as an uploaded file, and would be read whole here.
  if (/^multipart\//i.test(context.req.header('content-type') ?? '')) {
    throw badRequest('The body of the request must be JSON, not a form.');
  }
  const text = await context.req.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest('The body of the request is no JSON.');
  }
  if (isRecord(body)) return body;
  throw badRequest('The body of the request must be a JSON object.');
}

/** The value of a field, or `undefined` where it is left out; `null` counts as left out. */
export function field(body: JsonRecord, name: string): unknown {
  return body[name] ?? undefined;
}

export function requiredText(body: JsonRecord, name: string): string {
  const value = field(body, name);
  if (typeof value === 'string' && value !== '') return value;
  const problem = value === undefined ? 'is missing' : 'must be a text that is not empty';
  throw badRequest(`'${name}' ${problem}.`, name);
}

export function optionalText(body: JsonRecord, name: string): string | undefined {
  const value = field(body, name);
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest(`'${name}' must be a text.`, name);
}

/** Any number within bounds. */
export function numberWithin(
  body: JsonRecord,
  name: string,
  { least, most }: { least: number; most: number },
): number | undefined {
  const value = field(body, name);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw badRequest(`'${name}' must be a number from ${least} to ${most}.`, name);
}

/** A whole number within bounds. */
export function wholeNumber(
  body: JsonRecord,
  name: string,
  { least, most }: { least: number; most: number },
): number | undefined {
  const value = field(body, name);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) {
    return Number(value);
  }
  const bounds =
    most === Number.POSITIVE_INFINITY ? `not below ${least}` : `from ${least} to ${most}`;
  throw badRequest(`'${name}' must be a whole number ${bounds}.`, name);
}

export function flag(body: JsonRecord, name: string): boolean {
  const value = field(body, name);
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw badRequest(`'${name}' must be true or false.`, name);
}

/** What nobody knows cannot be heeded: it is refused, as a name that is misspelt must be. */
export function refuseUnknown(body: JsonRecord, known: ReadonlySet<string>): void {
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw badRequest(`There is no parameter '${unknown}' here.`, unknown, 'unknown_parameter');
}

/** Notes for the caller's own use: up to 16 short texts by their names. */
export function metadataOf(body: JsonRecord): Record<string, string> | undefined {
  const value = field(body, 'metadata');
  if (value === undefined) return undefined;
  const isRight =
    isRecord(value) &&
    Object.keys(value).length <= 16 &&
    Object.entries(value).every(
      ([key, text]) => key.length <= 64 && typeof text === 'string' && text.length <= 512,
    );
  if (isRight) return value as Record<string, string>;
  const message = "'metadata' takes up to 16 texts of up to 512 letters, with names of up to 64.";
  throw badRequest(message, 'metadata');
}

/** A random id as the protocol has them. */
export function newId(prefix: string): string {
  return `${prefix}${randomBytes(12).toString('hex')}`;
}
