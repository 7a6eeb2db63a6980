import type { Connection } from '../core/connection/connection.js';
import type { Redactor } from '../core/errors/redact.js';
import { toJanx } from '../core/formats/janx/janx.js';
import { JsonNumber } from '../core/json/number.js';
import { writeJson } from '../core/json/write.js';
import { MOST_LEVELS } from '../core/util/depth.js';
import { isConnection } from './handles.js';

/** A result with a handle in place of each open connection in it. */
export async function withHandles(
  value: unknown,
  handleOf: (connection: Connection) => Promise<string>,
  depth = 0,
): Promise<unknown> {
  if (!isPlace(value, depth)) return value;
  if (isConnection(value)) return handleOf(value);
  if (!hasConnection(value, depth)) return value;
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => withHandles(item, handleOf, depth + 1)));
  }
  const entries = Object.entries(value).map(
    async ([key, item]) => [key, await withHandles(item, handleOf, depth + 1)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Anything that can have something else in it. */
function isPlace(value: unknown, depth: number): value is object {
  const isObject = typeof value === 'object' && value !== null && depth < MOST_LEVELS;
  return isObject && !(value instanceof JsonNumber || value instanceof Uint8Array);
}

function hasConnection(value: unknown, depth: number): boolean {
  if (!isPlace(value, depth)) return false;
  return isConnection(value) || Object.values(value).some((item) => hasConnection(item, depth + 1));
}

/** A result as bytes to send. */
export interface Encoded {
  type: string;
  body: Buffer;
}

const JSON_TYPE = 'application/json; charset=utf-8';
export const JANX_TYPE = 'application/x-janx';

/**
 * A result as the reference returns it: bytes as they are, text as text, and everything else as JSON
 * or Janx. Secrets of the server are masked.
 */
export function encoded(value: unknown, redactor: Redactor, janx: boolean): Encoded {
  if (value instanceof Uint8Array) {
    return { type: 'application/octet-stream', body: redactor.bytes(Buffer.from(value)) };
  }
  if (typeof value === 'string') {
    return { type: 'text/plain; charset=utf-8', body: Buffer.from(redactor.text(value)) };
  }
  if (value === undefined) return { type: JSON_TYPE, body: Buffer.alloc(0) };
  if (janx && typeof value === 'object') {
    return { type: JANX_TYPE, body: toJanx(masked(value, redactor, 0)) };
  }
  return { type: JSON_TYPE, body: Buffer.from(jsonOf(value, redactor)) };
}

/** A result as JSON, with every digit of its numbers. `prefix` marks the bytes in it. */
export function jsonOf(value: unknown, redactor: Redactor, prefix = 'oint-base64:'): string {
  // Masked as text: a number may be a secret too.
  return redactor.text(writeJson(withBytes(value, prefix, 0)) ?? 'null');
}

/** Bytes as text; before `writeJson`, for which a buffer is a list of numbers. */
function withBytes(value: unknown, prefix: string, depth: number): unknown {
  if (value instanceof Uint8Array) return prefix + Buffer.from(value).toString('base64');
  if (!hasBytes(value, depth)) return value;
  if (Array.isArray(value)) return value.map((item) => withBytes(item, prefix, depth + 1));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, withBytes(item, prefix, depth + 1)]),
  );
}

function hasBytes(value: unknown, depth: number): boolean {
  if (value instanceof Uint8Array) return true;
  return isPlace(value, depth) && Object.values(value).some((item) => hasBytes(item, depth + 1));
}

/** Masks every text in a value, and bytes that may be text. */
function masked(value: unknown, redactor: Redactor, depth: number): unknown {
  if (value instanceof Uint8Array) return redactor.bytes(Buffer.from(value));
  if (typeof value === 'string') return redactor.text(value);
  if (!isPlace(value, depth) || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item) => masked(item, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactor.text(key),
      masked(item, redactor, depth + 1),
    ]),
  );
}
