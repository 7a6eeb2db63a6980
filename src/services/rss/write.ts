import type { Call } from '../../core/definition/call.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { toDate } from '../../core/definition/kinds/scalar.js';
import { callContext, type ParamContext, partContext } from '../../core/definition/param.js';
import { escapeXml, notInXml } from '../../core/formats/xml/entities.js';
import { JsonNumber } from '../../core/json/number.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { readFeedDate } from './dates.js';

/** The content of an element: text, or other elements in this order. */
type Content = string | readonly Part[];
export type Part = readonly [
  name: string,
  content: Content,
  attributes?: Readonly<Record<string, string>>,
];

/** A document with the root's content, indented. */
export function documentWith(root: Part): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${shown(root, '')}\n`;
}

function shown([name, content, attributes = {}]: Part, indent: string): string {
  const more = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('');
  if (typeof content === 'string') {
    const text = escapeXml(content);
    return text === ''
      ? `${indent}<${name}${more}/>`
      : `${indent}<${name}${more}>${text}</${name}>`;
  }
  const inner = content.map((part) => shown(part, `${indent}  `)).join('\n');
  return `${indent}<${name}${more}>\n${inner}\n${indent}</${name}>`;
}

/** The texts of a caller that go into a feed. */
export class Texts {
  readonly #context: ParamContext;

  constructor(call: Call, param: string, part = '') {
    this.#context = partContext(callContext(call, param), part);
  }

  /** A value as text. A character that XML cannot have is refused: it would be lost. */
  checked(value: unknown, field = ''): string {
    const context = partContext(this.#context, field && `.${field}`);
    const isPlain = ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
    if (!isPlain && !(value instanceof JsonNumber)) throw refuse(value, context, 'a string');
    const text = String(value);
    const wrong = notInXml(text);
    if (wrong) throw inputError(context, ` contains ${wrong}, which XML does not allow`);
    return text;
  }

  /** A date of an item: a `Date`, or text in ISO 8601 or RFC 822, or as OneScript shows it. */
  date(value: unknown, field: string): Date {
    const date = value instanceof Date ? value : (readFeedDate(String(value)) ?? toDate(value));
    if (date && !Number.isNaN(date.getTime())) return date;
    const takes = 'a date such as 2026-01-31T18:30:00Z or Sat, 31 Jan 2026 18:30:00 +0000';
    throw refuse(value, partContext(this.#context, `.${field}`), takes);
  }
}

/** A field of an item that the caller filled in. */
export function given(item: JsonRecord, field: string): unknown {
  const value = item[field];
  return value === undefined || value === null || value === '' ? undefined : value;
}
