import { tls } from '../../core/connection/tls-settings.js';
import { sqlMethods } from '../../core/sql/methods.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { tableInformation } from './catalog.js';
import { dialect } from './dialect.js';
import { connection, onConnection, rowsOn } from './target.js';
import { toServer } from './to-server.js';

const on = { connection, tls };

/** The same, where the connection is called as EnsureRecords calls it. */
export const onDb = { connection: { ...connection, option: 'db' }, tls };

/** What makes the methods of SQL for PostgreSQL. */
export const sql = sqlMethods<typeof on, JsonRecord>({
  service: 'postgres',
  dialect,
  readValue: toServer,
  on,
  information: tableInformation,
  use: onConnection,
  stream: (call, on, query) => rowsOn(call, on, query.sql, query.values),
});
