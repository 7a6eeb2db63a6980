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

/** A part of a template: text as it is, or the name of a column. */
type Part = { text: string } | { column: string };

/** Text with columns in it, such as `Hello, {name}`. */
export class Template {
  readonly #parts: readonly Part[];
  /** The columns that it names. */
  readonly columns: readonly string[];

  constructor(text: string) {
    this.#parts = partsIn(text);
    this.columns = this.#parts.flatMap((part) => ('column' in part ? [part.column] : []));
  }

  /** The text for a row. If it is only a column, the column's value as it is. */
  fill(row: JsonRecord): unknown {
    const [first] = this.#parts;
    if (this.#parts.length === 1 && 'column' in first!) return row[first.column];
    let filled = '';
    for (const part of this.#parts)
      filled += 'column' in part ? textOf(row[part.column]) : part.text;
    return filled;
  }
}

function partsIn(text: string): Part[] {
  const parts: Part[] = [];
  let done = 0;
  for (const { 0: found, 1: column, index } of text.matchAll(PLACE)) {
    if (index > done) parts.push({ text: text.slice(done, index) });
    parts.push(column === undefined ? { text: found[0]! } : { column });
    done = index + found.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}

function textOf(value: unknown): string {
  return isMissing(value) ? '' : cellText(value);
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
  return { columns: template.columns, fill: fillerOf(json) };
}

type Fill = (row: JsonRecord) => unknown;

/** Reads the templates in JSON once, for all rows. */
function fillerOf(value: unknown): Fill {
  if (typeof value === 'string') {
    const template = new Template(value);
    return (row) => template.fill(row) ?? null;
  }
  if (Array.isArray(value)) {
    const items = value.map(fillerOf);
    return (row) => items.map((fill) => fill(row));
  }
  if (!isRecord(value)) return () => value;
  const fields = Object.entries(value).map(([key, item]) => [key, fillerOf(item)] as const);
  return (row) => Object.fromEntries(fields.map(([key, fill]) => [key, fill(row)]));
}

/** Checks that a row has the columns. */
export function checkColumns(columns: readonly string[], row: JsonRecord): void {
  const names = Object.keys(row);
  const unknown = columns.find((name) => !Object.hasOwn(row, name));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, names) ?? `Columns: ${names.join(', ')}. Write {{ for a brace.`;
  throw wrong('column', `there is no column "${unknown}"`, hint);
}
