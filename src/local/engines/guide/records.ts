import { exampleLine } from '../../../catalogue/example.js';
import type { ParamManifest } from '../../../catalogue/manifest.js';
import type { Found } from '../../../catalogue/search/method-index.js';
import type { JsonSchema } from '../../../core/definition/param.js';
import { isTooDeepJson } from '../../../core/util/depth.js';
import { isRecord, type JsonRecord } from '../../../core/util/is-record.js';
import { typeOf } from './schema-parts.js';

/**
 * The value of a name in the records, as the wanted type; `undefined` if there is none. A single
 * value also counts as a list.
 */
export function fromRecords(
  records: readonly JsonRecord[],
  name: string,
  schema: JsonSchema,
): unknown {
  for (const record of records) {
    const key = Object.keys(record).find((one) => plain(one) === plain(name));
    const value = key === undefined ? undefined : as(record[key], schema);
    if (value !== undefined) return value;
  }
  if (typeOf(schema) !== 'array') return undefined;
  const lists = records.flatMap((record) => Object.values(record).filter(Array.isArray));
  return lists.length === 1 ? lists[0] : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function as(value: unknown, schema: JsonSchema): unknown {
  const { enum: values } = schema;
  if (Array.isArray(values)) {
    return values.find((one) => plain(String(one)) === plain(String(value)));
  }
  const type = typeOf(schema);
  if (type === 'array') return Array.isArray(value) ? value : undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  if (type === 'string') {
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) return undefined;
  return type === 'number' || (type === 'integer' && Number.isInteger(number)) ? number : undefined;
}

/** A text as an answer, under the names a form may use for one. */
export function answerRecord(text: string): JsonRecord {
  return byNames(['answer', 'reply', 'response', 'result', 'output'], text);
}

/** The same text under names that may also mean something from the conversation. */
export function textRecord(text: string): JsonRecord {
  return byNames(['text', 'content', 'message', 'value', 'body'], text);
}

/** A method's documentation, by field names. */
export function methodRecord([first, ...others]: readonly Found[]): JsonRecord {
  if (!first) return {};
  const { service, method } = first;
  const example = exampleLine(service.name, method);
  const options = method.params.map(optionRecord);
  const { name, summary, details, reference, effect } = method;
  return {
    ...{ name, method: name, summary, description: summary, details, effect },
    service: service.name,
    ...{ example, command: example },
    ...{ reference, documentation: reference, url: reference, link: reference },
    ...{ options, parameters: options, params: options, arguments: options },
    ...byNames(
      ['related', 'others', 'seeAlso'],
      others.map((one) => one.method.name),
    ),
  };
}

function byNames(names: readonly string[], value: unknown): JsonRecord {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function optionRecord({ option, summary, required, kind, takes }: ParamManifest): JsonRecord {
  return {
    ...{ name: `--${option}`, option: `--${option}`, summary, description: summary, required },
    ...{ kind, type: kind, takes },
  };
}

/** A tool's output, by name if it is a record. */
export function toolRecords(name: string, output: string): readonly JsonRecord[] {
  let value: unknown;
  try {
    value = isTooDeepJson(output) ? output : JSON.parse(output);
  } catch {
    value = output;
  }
  if (Array.isArray(value)) return [{ [name]: value }];
  if (isRecord(value)) return [value, ...Object.values(value).filter(isRecord)];
  return [{ ...answerRecord(String(value)), [name]: value }];
}
