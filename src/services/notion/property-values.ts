import { InputError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { richText } from './rich-text.js';

/**
 * Converts plain values to the properties of a page: `{"Name": "Ada", "Active": true}`. The form of
 * each follows from its type in the database. Values that already have Notion's form stay as they
 * are.
 */
export function propertyValues(plain: JsonRecord, known: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [name, propertyValue(name, value, known)]),
  );
}

function propertyValue(name: string, value: unknown, known: JsonRecord): unknown {
  const property = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!isRecord(property) || typeof property.type !== 'string') throw unknown(name, known);
  const { type } = property;
  if (isRecord(value) && type in value) return value;
  const write = Object.hasOwn(WRITERS, type) ? WRITERS[type] : undefined;
  if (!write) {
    throw new InputError({
      param: 'data',
      message: `property "${name}" cannot be set: Notion computes the values of type ${type}`,
    });
  }
  const written = write(value);
  if (written === undefined) throw mistyped(name, type, value);
  return { [type]: written };
}

/** Value in Notion's form; `undefined` if the type does not accept it. `null` clears a property. */
type Write = (value: unknown) => unknown;

const text: Write = (value) => {
  const plain = plainText(value);
  return value === null ? [] : plain === undefined ? undefined : richText(plain);
};
const named: Write = (value) => (value === null ? null : wrap(plainText(value), 'name'));
const plain: Write = (value) => (value === null ? null : plainText(value));
const ids: Write = (value) => listOf(value)?.map((id) => wrap(plainText(id), 'id'));

const WRITERS: Readonly<Record<string, Write>> = {
  title: text,
  rich_text: text,
  number: (value) => (value === null ? null : toNumber(value)),
  checkbox: toFlag,
  select: named,
  status: named,
  multi_select: (value) => listOf(value)?.map((name) => wrap(plainText(name), 'name')),
  date: (value) =>
    isRecord(value) ? value : value === null ? null : wrap(dateText(value), 'start'),
  url: plain,
  email: plain,
  phone_number: plain,
  people: ids,
  relation: ids,
  files: (value) =>
    isRecord(value)
      ? Object.entries(value).map(([name, url]) => ({ name, external: { url } }))
      : value === null
        ? []
        : undefined,
};

function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function dateText(value: unknown): string | undefined {
  return value instanceof Date ? value.toISOString() : plainText(value);
}

function wrap(value: string | undefined, key: string): JsonRecord | undefined {
  return value === undefined ? undefined : { [key]: value };
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function toFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function unknown(name: string, known: JsonRecord): InputError {
  return new InputError({
    param: 'data',
    message: `property "${name}" does not exist`,
    hint: `The properties are: ${Object.keys(known).join(', ') || 'none'}.`,
  });
}

function mistyped(name: string, type: string, value: unknown): InputError {
  const shown = JSON.stringify(value) ?? String(value);
  return new InputError({
    param: 'data',
    message: `property "${name}" of type ${type} does not accept ${cut(shown, 60)}`,
  });
}
