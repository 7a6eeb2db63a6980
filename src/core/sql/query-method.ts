import type { Call } from '../definition/call.js';
import type { Args, Param, Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import type { RowBatches, SqlDatabase } from './database.js';
import { shownStatement } from './dry-run.js';
import { sqlParams, valueParams } from './params.js';
import type { QueriedRows } from './results.js';
import { RowStream } from './row-stream.js';
import { sqlMethod } from './statement-methods.js';

const { force } = sqlParams;

/** A query from the caller. */
interface Query {
  sql: string;
  /** As `bind` returns them. */
  values: readonly unknown[];
  /** Return the rows even if the query writes. */
  force: boolean;
}

/** What is specific to one service in ExecuteSQLQuery. */
interface QuerySpec<On extends Params, More extends Params, Found extends JsonRecord> {
  sql: Param<string, string, 'required'>;
  /** Params that only this method has; they come last. */
  more?: More;
  /** Converts values for the driver; refuses too few or too many. By default they are unchanged. */
  bind?(call: Call, sql: string, values: readonly unknown[]): readonly unknown[];
  /** Returns the rows, or `undefined` if the query has none to return. */
  run(call: Call, on: Args<On & More>, query: Query): Promise<Found[] | undefined>;
  stream(
    call: Call,
    on: Args<On & More>,
    query: Query,
  ): RowBatches<Found> | Promise<RowBatches<Found>>;
}

export function executeSQLQuery<
  On extends Params,
  Found extends JsonRecord,
  More extends Params = Record<never, Param>,
>(database: SqlDatabase<On, Found>, spec: QuerySpec<On, More, Found>) {
  const { parameters } = valueParams(database.dialect, database.readValue);
  const { bind = (_call, _sql, values) => values } = spec;
  const on = { ...database.on, ...spec.more } as On & More;
  return sqlMethod(database, 'ExecuteSQLQuery', on, {
    effect: 'write',
    params: { sql: spec.sql, parameters, force },
    async run({ sql, parameters = [], force }, on, call): Promise<QueriedRows<Found>> {
      const values = bind(call, sql, parameters);
      call.wouldSend(() => shownStatement({ sql: sql.replace(/;\s*$/, ''), values: parameters }));
      const data = await spec.run(call, on, { sql, values, force });
      return { result: true, ...(data && { data }) };
    },
    async stream(
      { sql, parameters = [], force },
      on,
      call,
    ): Promise<RowStream<Found, QueriedRows<Found>>> {
      const values = bind(call, sql, parameters);
      const found = await spec.stream(call, on, { sql, values, force });
      return new RowStream(found, { result: true });
    },
    rows: ({ data }): readonly JsonRecord[] => data ?? [],
  });
}
