import type { Call, Deadlines, Effect } from '../definition/call.js';
import { type Method, method, type Streaming } from '../definition/method.js';
import type { Args, Input, Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import type { SqlDatabase, Use } from './database.js';
import type { Statement } from './dialect.js';
import { shownStatement } from './dry-run.js';
import type { Changed, Done } from './results.js';
import type { Session } from './session.js';

/** What is specific to one method: its params, apart from those of the database, and its `run`. */
interface SqlMethodSpec<On extends Params, P extends Params, R, Chunk> {
  effect: Effect;
  params: P;
  run(args: Args<P>, on: Args<On>, call: Call): Promise<R>;
  stream?(args: Args<P>, on: Args<On>, call: Call): Promise<Streaming<Chunk, R>>;
  rows?(result: R): readonly JsonRecord[];
  deadlines?: Deadlines;
}

/** Creates a method of a database. */
export function sqlMethod<On extends Params, P extends Params, R, Chunk = never>(
  { service, offline = false }: Pick<SqlDatabase<On, JsonRecord>, 'service' | 'offline'>,
  name: string,
  on: On,
  { effect, params, run, stream, rows, deadlines }: SqlMethodSpec<On, P, R, Chunk>,
): Method<Input<P & On>, R, Chunk> {
  // One object contains the arguments of both; TypeScript cannot split its type.
  const own = (args: object) => args as Args<P>;
  const database = (args: object) => args as Args<On>;
  return method<P & On, R, Chunk>(service, name, {
    effect,
    offline,
    dryRun: true,
    params: { ...params, ...on },
    run: (args, call) => run(own(args), database(args), call),
    ...(stream && { stream: (args, call) => stream(own(args), database(args), call) }),
    ...(rows && { rows }),
    ...(deadlines && { deadlines }),
  });
}

/** A method that is one statement. */
interface StatementSpec<P extends Params> extends Use {
  effect: Effect;
  params: P;
  write(args: Args<P>): Statement;
}

/** Creates a method that runs one statement and reports success. */
export function statement<On extends Params, Found extends JsonRecord, P extends Params>(
  database: SqlDatabase<On, Found>,
  name: string,
  { effect, params, write, ...use }: StatementSpec<P>,
) {
  return sqlMethod(database, name, database.on, {
    effect,
    params,
    async run(args: Args<P>, on, call): Promise<Done> {
      await change(database, call, on, write(args), use);
      return { result: true };
    },
  });
}

/** Creates a method that runs one statement and reports how many rows it changed. */
export function countedStatement<On extends Params, Found extends JsonRecord, P extends Params>(
  database: SqlDatabase<On, Found>,
  name: string,
  { effect, params, write, ...use }: StatementSpec<P>,
) {
  return sqlMethod(database, name, database.on, {
    effect,
    params,
    run: (args: Args<P>, on, call): Promise<Changed> =>
      change(database, call, on, write(args), use),
  });
}

async function change<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
  call: Call,
  on: Args<On>,
  statement: Statement,
  use: Use,
): Promise<Changed> {
  call.wouldSend(() => shownStatement(statement));
  const run = async (session: Session<Found>) => session.run(statement);
  return { result: true, rows: await database.use(call, on, run, use) };
}
