import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { isTooDeepJson, TOO_DEEP } from '../../core/util/depth.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { badRequest } from '../errors.js';

/** Reads the request body, which must be a JSON object. */
export async function jsonBody(context: Context): Promise<JsonRecord> {
  // A form may be as large as an uploaded file, and would be read into memory here.
  if (/^multipart\//i.test(context.req.header('content-type') ?? '')) {
    throw badRequest('The request body must be JSON, not a form.');
  }
  const text = await context.req.text();
  if (isTooDeepJson(text)) throw badRequest(`The request body is ${TOO_DEEP}.`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
  if (isRecord(body)) return body;
  throw badRequest('The request body must be a JSON object.');
}

/** Returns the value of a field, or `undefined` if it is missing or `null`. */
export function field(body: JsonRecord, name: string): unknown {
  return body[name] ?? undefined;
}

export function requiredText(body: JsonRecord, name: string): string {
  const value = field(body, name);
  if (typeof value === 'string' && value !== '') return value;
  const problem = value === undefined ? 'is missing' : 'must be a non-empty string';
  throw badRequest(`'${name}' ${problem}.`, name);
}

export function optionalText(body: JsonRecord, name: string): string | undefined {
  const value = field(body, name);
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest(`'${name}' must be a string.`, name);
}

/** Reads a number within bounds. */
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

/** Reads a whole number within bounds. */
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
    most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
  throw badRequest(`'${name}' must be a whole number ${bounds}.`, name);
}

export function flag(body: JsonRecord, name: string): boolean {
  const value = field(body, name);
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw badRequest(`'${name}' must be true or false.`, name);
}

/** Unknown fields are refused, so that a misspelt name is noticed. */
export function refuseUnknown(body: JsonRecord, known: ReadonlySet<string>): void {
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw badRequest(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter');
}

/** Reads metadata: up to 16 short strings with names. */
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
  const message =
    "'metadata' must have at most 16 strings of up to 512 characters, with names of up to 64 characters.";
  throw badRequest(message, 'metadata');
}

/** Creates a random ID in the protocol's format. */
export function newId(prefix: string): string {
  // Node makes UUIDs from random bytes that it fetches for many at a time.
  return `${prefix}${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
