import { writeJson } from '../../core/json/write.js';
import { fieldName } from './bson/keys.js';

/** The equivalent line of mongosh, for a dry run. */
export function shellLine(
  database: string,
  fields: readonly (readonly [string, unknown, ...unknown[]])[],
): string {
  const inner = fields.map(([name, value]) => `${writeJson(name)}: ${shown(value)}`);
  const command = `{ ${inner.join(', ')} }`;
  const typed = HAS_TYPES.test(command) ? `EJSON.deserialize(${command})` : command;
  return `db.getSiblingDB(${writeJson(database)}).runCommand(${typed})`;
}

const HAS_TYPES = /"\$(oid|number|date|binary|uuid|timestamp|regularE|minKey|maxKey|symbol|code)/;

/** The most items of a list that are shown. */
const MOST = 5;

function shown(value: unknown): string {
  if (value instanceof Map) return object([...value]);
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST).map(shown);
    const more = value.length - items.length;
    return `[${items.join(', ')}${more > 0 ? ` /* and ${more} more */` : ''}]`;
  }
  if (value instanceof Date) return object([['$date', value.toISOString()]]);
  if (value instanceof Uint8Array) return `/* ${value.byteLength} bytes */`;
  if (Object.prototype.toString.call(value) === '[object Object]') {
    return object(Object.entries(value as object));
  }
  return writeJson(value) ?? 'null';
}

function object(entries: readonly (readonly [unknown, unknown])[]): string {
  const inner = entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${writeJson(fieldName(String(name)))}: ${shown(value)}`);
  return inner.length === 0 ? '{}' : `{${inner.join(', ')}}`;
}
