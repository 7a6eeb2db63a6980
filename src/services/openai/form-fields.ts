import type { FormField } from '../../core/http/form.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/**
 * Converts a record to form fields: `name[]` for each item of a list, `name[key]` for each field of
 * a record.
 */
export function formFields(record: JsonRecord): FormField[] {
  return Object.entries(record).flatMap(([name, value]) => formField(name, value));
}

function formField(name: string, value: unknown): FormField[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    const each = name.endsWith('[]') ? name : `${name}[]`;
    return value.flatMap((item) => formField(each, item));
  }
  if (!isRecord(value)) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, item]) => formField(`${name}[${key}]`, item));
}
