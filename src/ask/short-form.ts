import { InputError } from '../core/errors/errors.js';
import { cut } from '../core/util/cut.js';
import type { JsonRecord } from '../core/util/is-record.js';

const TYPES: Readonly<Record<string, JsonRecord>> = {
  str: { type: 'string' },
  string: { type: 'string' },
  text: { type: 'string' },
  int: { type: 'integer' },
  integer: { type: 'integer' },
  num: { type: 'number' },
  number: { type: 'number' },
  float: { type: 'number' },
  bool: { type: 'boolean' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
};

const FIELD = /^([A-Za-z_][\w-]*)(\[\])?(?:\s+([A-Za-z]+)(\[\])?)?\s*(?::\s*(.+))?$/s;

/**
 * Converts the short form to JSON Schema: fields separated by commas, or one per line if
 * descriptions contain commas; the type after the name (`age int`), `[]` for a list, and a
 * description after a colon.
 * `name, age int, tags[]: what they are`
 */
export function readShortForm(text: string): JsonRecord {
  const separator = text.trim().includes('\n') ? /\n/ : /,/;
  const fields = text
    .split(separator)
    .map((field) => field.trim().replace(/,$/, ''))
    .filter(Boolean);
  if (fields.length === 0) throw wrong('the schema is empty');
  const properties: Record<string, JsonRecord> = {};
  for (const field of fields) {
    const { name, schema } = readField(field);
    if (Object.hasOwn(properties, name)) throw wrong(`the schema has the field "${name}" twice`);
    properties[name] = schema;
  }
  const required = Object.keys(properties);
  return { type: 'object', properties, required, additionalProperties: false };
}

function readField(field: string): { name: string; schema: JsonRecord } {
  const [, name, listed, type = 'str', listedType, description] = FIELD.exec(field) ?? [];
  if (!name) throw wrong(`cannot parse the schema's field "${cut(field, 60)}"`);
  const known = Object.hasOwn(TYPES, type.toLowerCase()) ? TYPES[type.toLowerCase()] : undefined;
  if (!known) throw wrong(`the schema's field "${name}" has the unknown type "${type}"`);
  const isList = listed !== undefined || listedType !== undefined;
  const schema = isList ? { type: 'array', items: known } : known;
  return { name, schema: description ? { ...schema, description: description.trim() } : schema };
}

function wrong(message: string): InputError {
  const names = [...new Set(Object.keys(TYPES))].join(', ');
  return new InputError({
    param: 'schema',
    message,
    hint: `Example: "name, age int, tags[]: what they are". Types: ${names}.`,
  });
}
