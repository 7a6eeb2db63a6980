import { columnMetadata } from './columns.js';
import { Databases } from './databases.js';
import { run } from './engine.js';
import type { SqlRequest } from './requests.js';
import type { Result } from './result.js';
import { type Client, type ServerOptions, startServer, type TestServer } from './server.js';
import { errorOf } from './sqlite-errors.js';
import * as tokens from './tokens.js';
import { compactRow, row } from './values.js';

export const PASSWORD = 'p;w"d =1';

/**
 * A stand-in for SQL Server: the protocol as MS-TDS describes it, in front of SQLite. It runs the T-SQL
 * that the methods write, translated, and nothing more.
 */
export async function startStandIn(
  options: Partial<ServerOptions> & { password?: string } = {},
): Promise<TestServer> {
  const databases = new Databases();
  const { password = PASSWORD } = options;
  return startServer({
    refuse(login) {
      if (login.password !== password) {
        return { number: 18456, text: `Login failed for user '${login.user}'.`, severity: 14 };
      }
      if (databases.has(login.database || 'master')) return undefined;
      const text = `Cannot open database "${login.database}" requested by the login. The login failed.`;
      return { number: 4060, text, severity: 11 };
    },
    answer: (request, client) => answer(databases, request, client),
    ...options,
  });
}

/** The tokens of a request's results. */
async function* answer(databases: Databases, request: SqlRequest, client: Client) {
  const database = client.login.database || 'master';
  const kind = request.isProcedure ? 'inProc' : 'done';
  try {
    if (/^\s*WAITFOR DELAY/i.test(request.sql)) await client.cancelled();
    else {
      for (const result of run(databases, database, request)) {
        yield* resultOf(result, kind, client);
      }
    }
  } catch (error) {
    const { said, endsAll } = errorOf(error as Error);
    yield tokens.said(said);
    const db = databases.get(database);
    if (endsAll && db.inTransaction) {
      db.exec('ROLLBACK');
      yield tokens.changedBytes(10, Buffer.alloc(0), DESCRIPTOR);
    }
    yield tokens.done(tokens.DONE.error);
    return;
  }
  if (!request.isProcedure) {
    yield tokens.done(0);
    return;
  }
  yield tokens.returnStatus();
  yield tokens.done(0, 0n, 'proc');
}

const DESCRIPTOR = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

/** ENVCHANGE types of transactions. */
const CHANGES = { begun: 8, committed: 9, 'rolled back': 10 } as const;

async function* resultOf(
  { columns, rows, count, transaction }: Result,
  kind: 'inProc' | 'done',
  client: Client,
) {
  const more = tokens.DONE.more;
  if (transaction) {
    const none = Buffer.alloc(0);
    const isNew = transaction === 'begun';
    const [now, before] = isNew ? [DESCRIPTOR, none] : [none, DESCRIPTOR];
    yield tokens.changedBytes(CHANGES[transaction], now, before);
  }
  let found = 0n;
  if (columns) {
    yield columnMetadata(columns);
    const types = columns.map(({ type }) => type);
    for (const values of rows!) {
      if (client.isCancelled()) return;
      // Both forms of rows, in turns.
      yield found++ % 2n === 0n ? row(types, values) : compactRow(types, values);
    }
  }
  const counted = columns ? found : count;
  yield tokens.done(counted === undefined ? more : more | tokens.DONE.count, counted ?? 0n, kind);
}

/** A connection string for the stand-in, without encryption. */
export function addressOf({ port }: TestServer, database = ''): string {
  const base = database && `Database=${database};`;
  const password = PASSWORD.replaceAll('"', '""');
  return `Server=127.0.0.1,${port};${base}User Id=sa;Password="${password}";Encrypt=false`;
}
