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
  { driver, path }: OpenDatabase,
  table: string,
): Promise<string[] | undefined> {
  const { sql, values } = ofTable('name', table);
  try {
    const statement = driver.prepare(sql);
    if ('batches' in statement) {
      const names: string[] = [];
      for await (const rows of statement.batches([[...values]])) {
        names.push(...rows.map(([name]) => String(name)));
      }
      return names.length > 0 ? names : undefined;
    }
    const found = statement.all([...values]) as { name: string }[];
    return found.length > 0 ? found.map(({ name }) => name) : undefined;
  } catch (error) {
    throw serviceError(call, error, { path });
  }
}
