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
export async function columnNames(
  call: Call,
  database: OpenDatabase,
  table: string,
): Promise<string[] | undefined> {
  const found = await columnTypes(call, database, table);
  return found.length > 0 ? found.map(({ name }) => name) : undefined;
}

/** The columns of a table and their declared types; none if the table does not exist. */
export async function columnTypes(
  call: Call,
  { driver, path }: OpenDatabase,
  table: string,
): Promise<{ name: string; type: string }[]> {
  const { sql, values } = ofTable('name, type', table);
  try {
    const statement = driver.prepare(sql);
    if (!('batches' in statement)) {
      return statement.all([...values]) as { name: string; type: string }[];
    }
    const found: { name: string; type: string }[] = [];
    for await (const rows of statement.batches([[...values]])) {
      found.push(...rows.map(([name, type]) => ({ name: String(name), type: String(type) })));
    }
    return found;
  } catch (error) {
    throw serviceError(call, error, { path });
  }
}
