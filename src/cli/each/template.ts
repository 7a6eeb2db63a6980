import type { ParamManifest } from '../../catalogue/manifest.js';
import { parseLoose } from '../../core/json/parse-loose.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { cellText, isMissing } from '../run/formats/cell-text.js';
import { didYouMean } from '../start/suggest.js';
import { wrong } from './options.js';

/** `{{`, `}}`, or a column in braces. The braces of JSON are followed by quotes or spaces. */
const PLACE = /\{\{|\}\}|\{([^{}'"\s][^{}'":,\n]*)\}/g;

/** An array, or an object: a brace that does not begin a column. */
const JSON_START = /^\s*(?:\[|\{(?![^{}'"\s][^{}'":,\n]*\}))/;

/** Text with columns in it, such as `Hello, {name}`. */
export class Template {
  readonly #text: string;
  /** The columns that it names. */
  readonly columns: readonly string[];

  constructor(text: string) {
    this.#text = text;
    this.columns = [...text.matchAll(PLACE)].flatMap(([, name]) =>
      name === undefined ? [] : [name],
    );
  }

  /** The text for a row. If it is only a column, the column's value as it is. */
  fill(row: JsonRecord): unknown {
    const [only] = this.columns;
    if (only !== undefined && this.#text === `{${only}}`) return row[only];
    return this.#text.replace(PLACE, (found, name?: string) => {
      if (name === undefined) return found[0]!;
      const value = row[name];
      return isMissing(value) ? '' : cellText(value);
    });
  }
}

/** Something with columns in its texts. */
export interface Filling {
  columns: readonly string[];
  fill(row: JsonRecord): unknown;
}

/**
 * An option's typed value with columns in it; `undefined` if it has none. In JSON, only the texts
 * have columns, so a value of a row can never change the JSON around it.
 */
export function fillingOf(
  param: ParamManifest,
  typed: string | readonly string[],
): Filling | undefined {
  const texts = typeof typed === 'string' ? [typed] : typed;
  const parts = texts.map((text) => partOf(param, text));
  const columns = parts.flatMap((part) => part.columns);
  if (columns.length === 0) return undefined;
  const asItems = param.kind === 'list';
  return {
    columns,
    fill(row) {
      const filled = parts.map((part) => part.fill(row));
      if (!asItems) return filled[0];
      // Text of a row is one item, also if it looks like JSON.
      return filled.flatMap((value) => (isMissing(value) ? [] : value));
    },
  };
}

function partOf({ kind, option }: ParamManifest, text: string): Filling {
  const template = new Template(text);
  const mayBeJson = ['list', 'record', 'any'].includes(kind) && JSON_START.test(text);
  if (!mayBeJson || template.columns.length === 0) return template;
  let json: unknown;
  try {
    json = parseLoose(text);
  } catch {
    const hint = `Put columns in quotes: "{'name':'{column}'}". A text that is only a column becomes its value.`;
    throw wrong(`--${option}`, `--${option} is not valid JSON`, hint);
  }
  return { columns: template.columns, fill: (row) => deepFill(json, row) };
}

function deepFill(value: unknown, row: JsonRecord): unknown {
  if (typeof value === 'string') return new Template(value).fill(row) ?? null;
  if (Array.isArray(value)) return value.map((item) => deepFill(item, row));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepFill(item, row)]));
}

/** Checks that a row has the columns. */
export function checkColumns(columns: readonly string[], row: JsonRecord): void {
  const names = Object.keys(row);
  const unknown = columns.find((name) => !Object.hasOwn(row, name));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, names) ?? `Columns: ${names.join(', ')}. Write {{ for a brace.`;
  throw wrong('column', `there is no column "${unknown}"`, hint);
}
