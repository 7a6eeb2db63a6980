import type { Context } from 'hono';
import { isRecord, type JsonRecord } from '../../core/is-record.js';
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
function field(body: JsonRecord, name: string): unknown {
  return body[name] ?? undefined;
}

export function requiredText(body: JsonRecord, name: string): string {
  const value = field(body, name);
  if (typeof value === 'string' && value !== '') return value;
  const problem = value === undefined ? 'is missing' : 'must be a text that is not empty';
  throw badRequest(`'${name}' ${problem}.`, name);
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
