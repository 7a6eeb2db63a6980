import type { Call, Effect } from '../definition/call.js';
import { type Method, method, type Streaming } from '../definition/method.js';
import type { Args, Input, Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import type { Dialect, Statement } from './dialect.js';
import { shownStatement } from './dry-run.js';
import type { Changed, Done } from './results.js';
import type { Session } from './session.js';
import type { ReadValue } from './values.js';

/** Rows as they come out of a database, some at a time. */
export type RowBatches<Found> = AsyncGenerator<readonly Found[]>;

export interface Use {
  /** The database itself may be made for it, as a file is by CreateTable. */
  mayCreate?: boolean;
}

/** What a service has to bring for the methods of SQL: its dialect, and connections. */
export interface SqlDatabase<On extends Params, Found extends JsonRecord> {
  service: string;
  dialect: Dialect;
  readValue: ReadValue;
  /** The params that name the database. They stand last in each method. */
  on: On;
  /** True where nothing goes over a network. */
  offline?: boolean;
  /** The query for the columns of a table. */
  information(table: string): Statement;
  /** Does the work of one call, on an open connection or on one for this call alone. */
  use<R>(
    call: Call,
    on: Args<On>,
    work: (session: Session<Found>) => Promise<R>,
    use?: Use,
  ): Promise<R>;
  /** The rows of a query as they come. */
  stream(
    call: Call,
    on: Args<On>,
    query: Statement,
  ): RowBatches<Found> | Promise<RowBatches<Found>>;
  /** The columns of a table, for a dry run: where they can be had without changing anything. */
  columnsNow?(call: Call, on: Args<On>, table: string): Promise<readonly string[] | undefined>;
}

/** What is a method's own: its params but for those of the database, and its `run`. */
export interface SqlMethodSpec<On extends Params, P extends Params, R, Chunk> {
  effect: Effect;
  params: P;
  run(args: Args<P>, on: Args<On>, call: Call): Promise<R>;
  stream?(args: Args<P>, on: Args<On>, call: Call): Promise<Streaming<Chunk, R>>;
  rows?(result: R): readonly JsonRecord[];
}

/** Makes a method of a database. */
export function sqlMethod<On extends Params, P extends Params, R, Chunk = never>(
  { service, offline = false }: Pick<SqlDatabase<On, JsonRecord>, 'service' | 'offline'>,
  name: string,
  on: On,
  { effect, params, run, stream, rows }: SqlMethodSpec<On, P, R, Chunk>,
): Method<Input<P & On>, R, Chunk> {
  // The arguments are those of both; TypeScript cannot take such a type apart.
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
  });
}

/** Makers of methods that are one statement each. */
export function statementMethods<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  async function change(
    call: Call,
    on: Args<On>,
    statement: Statement,
    use: Use,
  ): Promise<Changed> {
    call.wouldSend(() => shownStatement(statement));
    const run = async (session: Session<Found>) => session.run(statement);
    return { result: true, rows: await database.use(call, on, run, use) };
  }

  /** A statement of which nothing but its success is told. */
  function statement<P extends Params>(
    name: string,
    effect: Effect,
    params: P,
    write: (args: Args<P>) => Statement,
    use: Use = {},
  ) {
    return sqlMethod(database, name, database.on, {
      effect,
      params,
      async run(args: Args<P>, on, call): Promise<Done> {
        await change(call, on, write(args), use);
        return { result: true };
      },
    });
  }

  /** A statement that tells how many rows it changed. */
  function counted<P extends Params>(
    name: string,
    effect: Effect,
    params: P,
    write: (args: Args<P>) => Statement,
  ) {
    return sqlMethod(database, name, database.on, {
      effect,
      params,
      run: (args: Args<P>, on, call): Promise<Changed> => change(call, on, write(args), {}),
    });
  }

  return { statement, counted };
}
