import type { Call } from '../definition/call.js';
import { record } from '../definition/kinds/index.js';
import { clip, inputError, refuse } from '../definition/kinds/refuse.js';
import { callContext, param, partContext } from '../definition/param.js';
import type { RowSource, RowStep } from '../rows/row-source.js';
import { checkName, made } from './params.js';
import type { Row } from './statements.js';

/** The param for fields whose columns have other names. It is ours, so it comes last. */
export const renamingParams = {
  map: param(
    made(record(''), (given, context) => {
      const pairs = Object.entries(given).map(([field, column]): [string, string] => {
        const here = partContext(context, `.${field}`);
        if (typeof column === 'string') return [field, checkName(column, here)];
        throw refuse(column, here, 'the name of a column');
      });
      return new Map(pairs);
    }),
    "Columns for fields with other names, such as {'Full name':'name'}; others keep their names",
    { optional: true },
  ),
} as const;

/** Rows whose fields have the names of their columns. */
export function renamed(
  call: Call,
  rows: RowSource<Row>,
  map: ReadonlyMap<string, string> | undefined,
): RowSource<Row> | Promise<RowSource<Row>> {
  return map ? rows.map(() => new Renaming(call, map)) : rows;
}

/** A row with other names. Its values are still built only when it is written. */
class RenamedRow implements Row {
  readonly columns: readonly string[];
  readonly #row: Row;

  constructor(columns: readonly string[], row: Row) {
    this.columns = columns;
    this.#row = row;
  }

  get values(): readonly unknown[] {
    return this.#row.values;
  }
}

class Renaming implements RowStep<Row, Row> {
  readonly #call: Call;
  readonly #map: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();
  /** The fields of the first row. */
  #first: readonly string[] | undefined;
  #fields: readonly string[] | undefined;
  #columns: readonly string[] = [];

  constructor(call: Call, map: ReadonlyMap<string, string>) {
    this.#call = call;
    this.#map = map;
  }

  add(batch: readonly Row[]): readonly Row[] {
    this.#first ??= batch[0]?.columns;
    return batch.map((row) => new RenamedRow(this.#columnsOf(row.columns), row));
  }

  end(): void {
    const unknown = [...this.#map.keys()].find((field) => !this.#used.has(field));
    if (!this.#first || unknown === undefined) return;
    const fields = this.#first.map((name) => `"${clip(name)}"`).join(', ');
    const what = `: no row has the field "${clip(unknown)}"; the fields are ${clip(fields, 300)}`;
    throw inputError(callContext(this.#call, 'map'), what);
  }

  /** Rows that share a list of fields share one of columns, too. */
  #columnsOf(fields: readonly string[]): readonly string[] {
    if (fields === this.#fields) return this.#columns;
    const columns = fields.map((field) => {
      const column = this.#map.get(field);
      if (column !== undefined) this.#used.add(field);
      return column ?? field;
    });
    const names = new Set<string>();
    for (const name of columns) {
      if (names.has(name)) {
        const what = `: two fields are named "${clip(name)}"`;
        throw inputError(callContext(this.#call, 'map'), what);
      }
      names.add(name);
    }
    this.#fields = fields;
    this.#columns = columns;
    return columns;
  }
}
