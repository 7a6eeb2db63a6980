import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Access, send } from './wire.js';

/** The record with a UUID, which the server requires: its own one, or a new one. */
export function withUuid(record: JsonRecord): JsonRecord {
  const { randomUUID } = process.getBuiltinModule('node:crypto');
  return { ...record, uuid: record.uuid ?? randomUUID() };
}

/**
 * The number of a launch, item, log or user: it has both a number and a UUID or login, and some
 * endpoints accept only the number. Asks for it if it is not one.
 */
export async function numberOf(
  call: Call,
  access: Access,
  route: string,
  given: string,
): Promise<string> {
  const text = given.trim();
  if (/^\d+$/.test(text)) return text;
  const { id } = await send(call, access, `GET ${route}/{id}`, { id: text });
  if (/^\d+$/.test(String(id))) return String(id);
  const message = `the server returned no numeric ID for ${text}`;
  throw new ResponseError({ method: call.method, message: call.redactor.text(message) });
}
