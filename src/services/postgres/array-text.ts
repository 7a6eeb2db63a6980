import { isBase64 } from '../../core/definition/kinds/base64.js';
import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import { asBuffer } from '../../core/sql/typed-values.js';
import { isPending } from '../../core/sql/values.js';

/** PostgreSQL's text form of an array: `{1,"a,b",NULL,{…}}`. */
export function arrayText(items: readonly unknown[], isInteger = false): string {
  return arrayOf(items, (item) => itemText(item, isInteger));
}

/**
 * The same for an array of JSON. A list in a list is another dimension; a list that is JSON itself is
 * `{'JSONB': […]}`, and JSON's null is `{'JSONB': null}`.
 */
export function jsonArrayText(items: readonly unknown[]): string {
  return arrayOf(items, (item) => writeJson(unwrapped(item)));
}

function arrayOf(items: readonly unknown[], toText: (item: unknown) => string): string {
  const shown = items.map((item) => {
    if (item === null || item === undefined) return 'NULL';
    return Array.isArray(item) ? arrayOf(item, toText) : quoted(toText(item));
  });
  return `{${shown.join(',')}}`;
}

/** The value of `{'JSONB': …}` or `{'JSON': …}`; another value itself. */
function unwrapped(item: unknown): unknown {
  const entries = typeof item === 'object' ? Object.entries(item as object) : [];
  const [name, value] = entries.length === 1 ? entries[0]! : [];
  return name === 'JSONB' || name === 'JSON' ? value : item;
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function itemText(item: unknown, isInteger: boolean): string {
  if (typeof item === 'string') return item;
  if (item instanceof Uint8Array) return `\\x${asBuffer(item).toString('hex')}`;
  if (item instanceof Date) return item.toISOString();
  if (item instanceof JsonNumber) return isInteger ? item.text.replace(/\.0+$/, '') : item.text;
  if (typeof item !== 'object') return String(item);
  if (isPending(item)) return String(item.shown);
  return bytesText(item!) ?? writeJson(item);
}

/** Bytes in the form that they have in JSON. */
function bytesText(item: object): string | undefined {
  const { BYTEA: base64, ...others } = item as { BYTEA?: unknown };
  if (typeof base64 !== 'string' || Object.keys(others).length > 0) return undefined;
  return isBase64(base64) ? `\\x${Buffer.from(base64, 'base64').toString('hex')}` : undefined;
}
