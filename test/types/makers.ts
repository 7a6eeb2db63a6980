// Methods created by makers have the same types as separate ones. Compiled, not run.
import { postgres, sqlite, type ssh } from '../../src/index.js';
import { type Equal, type InputOf, isTrue, typeOf } from './assert.js';

type JsonRecord = { readonly [key: string]: unknown };
type Rows =
  | string
  | JsonRecord
  | readonly JsonRecord[]
  | Iterable<JsonRecord>
  | AsyncIterable<JsonRecord>;

isTrue<
  Equal<
    InputOf<typeof sqlite.addRecords>,
    {
      table: string;
      rows: Rows;
      transaction?: boolean | undefined;
      db?: string | sqlite.SqliteConnection | undefined;
      create?: boolean | undefined;
      columns?: string | JsonRecord | undefined;
      map?: string | JsonRecord | undefined;
    }
  >
>();
isTrue<Equal<InputOf<typeof ssh.closeConnection>, { connection: ssh.SshConnection }>>();
isTrue<
  Equal<
    InputOf<typeof postgres.deleteTable>,
    {
      table: string;
      connection?: string | postgres.PostgresConnection | undefined;
      tls?:
        | string
        | {
            readonly use_tls?: boolean | undefined;
            readonly accept_invalid_certs?: boolean | undefined;
            readonly ca_cert_path?: string | undefined;
          }
        | undefined;
    }
  >
>();

isTrue<
  Equal<
    InputOf<typeof sqlite.getTableInformation>,
    { table: string; db?: string | sqlite.SqliteConnection | undefined }
  >
>();

export async function results() {
  const connection = await postgres.createConnection({
    connectionString: 'postgresql://localhost',
  });
  typeOf<postgres.PostgresConnection>()(connection);
  typeOf<postgres.Rows>()(await postgres.getRecords({ table: 'users', connection }));
  typeOf<postgres.TableInformation>()(await postgres.getTableInformation({ table: 'users' }));
  typeOf<postgres.AddedRows>()(await postgres.addRecords({ table: 'users', rows: [{ id: 1 }] }));
  typeOf<postgres.QueryResult>()(await postgres.executeSQLQuery({ sql: 'SELECT 1' }));
  typeOf<sqlite.Changed>()(await sqlite.clearTable({ table: 'users' }));
  typeOf<postgres.Done>()(await postgres.clearTable({ table: 'users' }));
  for await (const row of await sqlite.getRecords.stream({ table: 'users' })) {
    typeOf<sqlite.SqliteRow>()(row);
  }
  // @ts-expect-error -- a table is needed
  await sqlite.getRecords({});
  // @ts-expect-error -- SQLite has no TLS
  await sqlite.getRecords({ table: 'users', tls: {} });
}
