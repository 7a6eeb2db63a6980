import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/**
 * The properties of a database from their short form: `{"Name": "title", "Status": {"New": "green"}}`.
 * A type's name stands for the type, options with their colours for a choice; `null` removes a
 * property. Properties in Notion's own form are passed on.
 */
export function propertySchemas(plain: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(plain).map(([name, property]) => [name, propertySchema(property)]),
  );
}

function propertySchema(property: unknown): unknown {
  if (typeof property === 'string') return property === '' ? null : { [property]: {} };
  if (!isRecord(property) || !isChoice(property)) return property;
  const options = Object.entries(property).map(([name, color]) => ({ name, color }));
  return { select: { options } };
}

/** Options with their colours: what is in Notion's own form holds records. */
function isChoice(property: JsonRecord): boolean {
  const values = Object.values(property);
  return values.length > 0 && values.every((value) => typeof value === 'string');
}

/** The same with a title, without which Notion creates no database. */
export function withTitle(schemas: JsonRecord): JsonRecord {
  const hasTitle = Object.values(schemas).some((one) => isRecord(one) && 'title' in one);
  return hasTitle ? schemas : { Name: { title: {} }, ...schemas };
}
