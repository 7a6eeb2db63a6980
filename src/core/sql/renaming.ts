import type { Call } from '../definition/call.js';
import { record } from '../definition/kinds/index.js';
import { clip, inputError, refuse } from '../definition/kinds/refuse.js';
import { callContext, param, partContext } from '../definition/param.js';
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
  rows: readonly Row[],
  map: ReadonlyMap<string, string> | undefined,
): readonly Row[] {
  if (!map) return rows;
  const columnsOf = renaming(call, map);
  const result = rows.map((row) => new RenamedRow(columnsOf(row.columns), row));
  const unknown = columnsOf.unknown();
  if (rows.length === 0 || unknown === undefined) return result;
  const [first] = rows;
  const fields = first!.columns.map((name) => `"${clip(name)}"`).join(', ');
  const what = `: no row has the field "${clip(unknown)}"; the fields are ${clip(fields, 300)}`;
  throw inputError(callContext(call, 'map'), what);
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

/** Renames lists of fields. Rows that share one still share it afterwards. */
function renaming(call: Call, map: ReadonlyMap<string, string>) {
  const used = new Set<string>();
  let fields: readonly string[] | undefined;
  let columns: readonly string[] = [];
  const columnsOf = (wanted: readonly string[]): readonly string[] => {
    if (wanted === fields) return columns;
    fields = wanted;
    columns = wanted.map((field) => {
      const column = map.get(field);
      if (column !== undefined) used.add(field);
      return column ?? field;
    });
    const names = new Set<string>();
    for (const name of columns) {
      if (names.has(name)) {
        throw inputError(callContext(call, 'map'), `: two fields are named "${clip(name)}"`);
      }
      names.add(name);
    }
    return columns;
  };
  const unknown = () => [...map.keys()].find((field) => !used.has(field));
  return Object.assign(columnsOf, { unknown });
}
