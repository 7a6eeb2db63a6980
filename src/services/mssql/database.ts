import { tls } from '../../core/connection/tls-settings.js';
import type { SqlDatabase } from '../../core/sql/database.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { tableInformation } from './catalog.js';
import { dialect } from './dialect.js';
import { connection, onConnection, rowsOn } from './target.js';
import { toServer } from './to-server.js';
import type { ColumnInformation } from './types.js';

const on = { connection, tls };

/** The same with the option name that EnsureRecords has for the connection. */
export const onDb = { connection: { ...connection, option: 'db' }, tls };

/** What the makers of the SQL methods need to know about SQL Server. */
export const database: SqlDatabase<typeof on, JsonRecord, ColumnInformation> = {
  service: 'mssql',
  dialect,
  readValue: toServer,
  on,
  information: tableInformation,
  use: onConnection,
  stream: (call, on, query) => rowsOn(call, on, query.sql, query.values),
};
