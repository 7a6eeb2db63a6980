import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/**
 * The properties of a database from a short form: `{"Name": "title", "Status": {"New": "green"}}`.
 * A word is a type, options with their colors are a select property; `null` removes a property.
 * Properties that already have Notion's form stay as they are.
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

/** Whether it is options with their colors: in Notion's form the values are objects. */
function isChoice(property: JsonRecord): boolean {
  const values = Object.values(property);
  return values.length > 0 && values.every((value) => typeof value === 'string');
}

/** Adds a title property if there is none: Notion requires one. */
export function withTitle(schemas: JsonRecord): JsonRecord {
  const hasTitle = Object.values(schemas).some((one) => isRecord(one) && 'title' in one);
  return hasTitle ? schemas : { Name: { title: {} }, ...schemas };
}
