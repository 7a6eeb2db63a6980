import type { Call } from '../../core/definition/call.js';
import { type Statement, tableParts } from '../../core/sql/dialect.js';
import type { OpenDatabase } from './connection.js';
import { dialect } from './dialect.js';
import { serviceError } from './errors.js';

/** The columns of a table, or of `schema.table`. */
export function tableInformation(table: string): Statement {
  return ofTable('cid, name, type, "notnull", dflt_value, pk', table);
}

/** With xinfo, the columns include generated and hidden ones. */
function ofTable(fields: string, table: string): Statement {
  const values = tableParts(dialect, table).reverse().slice(0, 2);
  const placeholders = values.map(() => '?').join(', ');
  return { sql: `SELECT ${fields} FROM pragma_table_xinfo(${placeholders})`, values };
}

/** The names of a table's columns; `undefined` if the table does not exist. */
export function columnNames(
  call: Call,
  { driver, path }: OpenDatabase,
  table: string,
): string[] | undefined {
  const { sql, values } = ofTable('name', table);
  try {
    const found = driver.prepare(sql).all([...values]) as { name: string }[];
    return found.length > 0 ? found.map(({ name }) => name) : undefined;
  } catch (error) {
    throw serviceError(call, error, { path });
  }
}
