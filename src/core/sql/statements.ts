import { Bound, type Dialect, quoteName, quoteTable, type Statement, unquote } from './dialect.js';
import { type Filter, whereClause } from './filters.js';

/** A row to write. Rows with the same columns share one list of them. */
export interface Row {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
}

/** Names of columns and their types, in order. */
export type Columns = Readonly<Record<string, string>>;

/** The query of GetRecords. */
export interface Select {
  /** Names, or `*` for all. */
  fields: readonly string[];
  filters?: readonly Filter[] | undefined;
  /** Field and direction. */
  order?: readonly (readonly [field: string, direction: string])[] | undefined;
  limit?: number | undefined;
}

const plain = (sql: string): Statement => ({ sql, values: [] });

export function createTable(
  dialect: Dialect,
  table: string,
  columns: Columns,
  keyFields: readonly string[] = [],
): Statement {
  const lines = Object.entries(columns).map(
    ([name, type]) => `${quoteName(dialect, name)} ${type}`,
  );
  if (keyFields.length > 0) {
    lines.push(`PRIMARY KEY (${keyFields.map((name) => quoteName(dialect, name)).join(', ')})`);
  }
  return plain(`CREATE TABLE ${quoteTable(dialect, table)} (${lines.join(', ')})`);
}

export function addColumn(dialect: Dialect, table: string, name: string, type: string): Statement {
  return plain(`ALTER TABLE ${quoteTable(dialect, table)} ${adding(dialect, name, type)}`);
}

export function dropColumn(dialect: Dialect, table: string, name: string): Statement {
  return plain(`ALTER TABLE ${quoteTable(dialect, table)} ${dropping(dialect, name)}`);
}

export function dropTable(dialect: Dialect, table: string): Statement {
  return plain(`DROP TABLE ${quoteTable(dialect, table)}`);
}

export function clearTable(dialect: Dialect, table: string): Statement {
  return plain(dialect.clear(quoteTable(dialect, table)));
}

/**
 * The statements that give a table these columns: they create it, or add the missing columns and
 * then drop the extra ones. Existing columns keep their data and types.
 */
export function ensureTable(
  dialect: Dialect,
  table: string,
  columns: Columns,
  /** The columns of the table; `undefined` if it does not exist. */
  present: readonly string[] | undefined,
): Statement[] {
  if (!present) return [createTable(dialect, table, columns)];
  const fold = (name: string) => dialect.foldName(unquote(dialect, name));
  const wanted = new Set(Object.keys(columns).map(fold));
  const there = new Set(present.map((name) => dialect.foldName(name)));
  const missing = Object.entries(columns).filter(([name]) => !there.has(fold(name)));
  const superfluous = present.filter((name) => !wanted.has(dialect.foldName(name)));
  const changes = [
    ...missing.map(([name, type]) => adding(dialect, name, type)),
    ...superfluous.map((name) => dropping(dialect, asGiven(dialect, name))),
  ];
  const alter = (some: string) => plain(`ALTER TABLE ${quoteTable(dialect, table)} ${some}`);
  if (!dialect.altersAtOnce) return changes.map(alter);
  return changes.length > 0 ? [alter(changes.join(', '))] : [];
}

function adding(dialect: Dialect, name: string, type: string): string {
  return `${dialect.addColumn} ${quoteName(dialect, name)} ${type}`;
}

function dropping(dialect: Dialect, name: string): string {
  return `DROP COLUMN ${quoteName(dialect, name)}`;
}

/** A name from the database in the form of a caller's name: no quotes are removed from it. */
function asGiven({ quotes }: Dialect, name: string): string {
  const [open, close] = quotes[0]!;
  return `${open}${name.replaceAll(close, close + close)}${close}`;
}

/** Builds the statement that writes rows, which all have the columns of the first. */
export type Writer = (rows: readonly Row[]) => Statement;

/** Writes rows with INSERT. */
export function insertion(dialect: Dialect, table: string): Writer {
  return writer(dialect, table, (into, columns, values) => {
    return `INSERT INTO ${into} (${columns.join(', ')}) ${values}`;
  });
}

/** The same, but updates existing rows with these keys. */
export function upsertion(dialect: Dialect, table: string, keyFields: readonly string[]): Writer {
  const keys = keyFields.map((name) => quoteName(dialect, name));
  const folded = new Set(keys.map((name) => dialect.foldName(name)));
  return writer(dialect, table, (into, columns, values, rows) => {
    const others = columns.filter((name) => !folded.has(dialect.foldName(name)));
    return dialect.upsert({ table: into, columns, values, rows, keys, others });
  });
}

function writer(
  dialect: Dialect,
  table: string,
  toText: (
    into: string,
    columns: readonly string[],
    values: string,
    rows: readonly (readonly string[])[],
  ) => string,
): Writer {
  const into = quoteTable(dialect, table);
  // Thousands of consecutive statements have the same text.
  let [sql, columns, count]: [string, readonly string[], number] = ['', [], 0];
  return (rows) => {
    const bound = new Bound(dialect);
    if (dialect.castsValues || rows.length !== count || rows[0]!.columns !== columns) {
      count = rows.length;
      columns = rows[0]!.columns;
      const lists = rows.map((row) => row.values.map((one) => bound.add(one)));
      const quoted = columns.map((name) => quoteName(dialect, name));
      const values = lists.map((list) => `(${list.join(', ')})`).join(', ');
      sql = toText(into, quoted, `VALUES ${values}`, lists);
    } else {
      for (const row of rows) bound.values.push(...row.values);
    }
    return { sql, values: bound.values };
  };
}

/** Rows for one statement: consecutive rows with the same columns. */
export interface Batch {
  /** The index of its first row. */
  first: number;
  rows: readonly Row[];
}

export function* batches(dialect: Dialect, rows: readonly Row[]): Generator<Batch> {
  let first = 0;
  while (first < rows.length) {
    const { columns } = rows[first]!;
    const room = Math.max(1, Math.floor(dialect.maxParams / columns.length));
    const most = Math.min(first + Math.min(room, dialect.maxRows), rows.length);
    let end = first + 1;
    while (end < most && rows[end]!.columns === columns) end++;
    yield { first, rows: rows.slice(first, end) };
    first = end;
  }
}

/** With an empty list of filters, all rows are updated. */
export function update(
  dialect: Dialect,
  table: string,
  row: Row,
  filters: readonly Filter[],
): Statement {
  const bound = new Bound(dialect);
  const pairs = row.columns.map(
    (name, index) => `${quoteName(dialect, name)} = ${bound.add(row.values[index])}`,
  );
  const where = whereClause(dialect, bound, filters);
  const sql = `UPDATE ${quoteTable(dialect, table)} SET ${pairs.join(', ')}${where}`;
  return { sql, values: bound.values };
}

/** With an empty list of filters, all rows are deleted. */
export function deleteRows(dialect: Dialect, table: string, filters: readonly Filter[]): Statement {
  const bound = new Bound(dialect);
  const where = whereClause(dialect, bound, filters);
  return { sql: `DELETE FROM ${quoteTable(dialect, table)}${where}`, values: bound.values };
}

export function select(
  dialect: Dialect,
  table: string,
  { filters = [], order: by = [], ...wanted }: Select,
): Statement {
  const bound = new Bound(dialect);
  const fields = wanted.fields.map((name) => (name === '*' ? name : quoteName(dialect, name)));
  const where = whereClause(dialect, bound, filters);
  const order = by.map(([name, way]) => `${quoteName(dialect, name)} ${way}`);
  const sorted = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : '';
  // A checked whole number needs no binding, which not every database supports here.
  const count = wanted.limit === undefined ? '' : String(wanted.limit);
  const top = count && dialect.limit === 'top' ? `TOP (${count}) ` : '';
  const limit = count && dialect.limit === 'limit' ? ` LIMIT ${count}` : '';
  const from = quoteTable(dialect, table);
  const sql = `SELECT ${top}${fields.join(', ')} FROM ${from}${where}${sorted}${limit}`;
  return { sql, values: bound.values };
}
