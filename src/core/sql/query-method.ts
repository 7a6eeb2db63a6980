import type { Call } from '../definition/call.js';
import type { Args, Param, Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import { type RowBatches, type SqlDatabase, sqlMethod } from './database.js';
import { shownStatement } from './dry-run.js';
import { sqlParams, valueParams } from './params.js';
import type { QueriedRows } from './results.js';
import { RowStream } from './row-stream.js';

const { force } = sqlParams;

/** A query of the caller's own. */
export interface Query {
  sql: string;
  /** As `bind` gives them. */
  values: readonly unknown[];
  /** Give the rows also of what writes. */
  force: boolean;
}

/** What is the own of a service in ExecuteSQLQuery. */
export interface QuerySpec<On extends Params, More extends Params, Found extends JsonRecord> {
  sql: Param<string, string, 'required'>;
  /** Params that only this method has; they stand last. */
  more?: More;
  /** Values as the driver takes them; refuses too few and too many. As they are without it. */
  bind?(call: Call, sql: string, values: readonly unknown[]): readonly unknown[];
  /** Gives the rows, `undefined` where the query has none to give. */
  run(call: Call, on: Args<On & More>, query: Query): Promise<Found[] | undefined>;
  stream(
    call: Call,
    on: Args<On & More>,
    query: Query,
  ): RowBatches<Found> | Promise<RowBatches<Found>>;
}

/** The maker of ExecuteSQLQuery. */
export function queryMethod<On extends Params, Found extends JsonRecord>(
  database: SqlDatabase<On, Found>,
) {
  const { parameters } = valueParams(database.dialect, database.readValue);

  return {
    executeSQLQuery<More extends Params = Record<never, Param>>(spec: QuerySpec<On, More, Found>) {
      const { bind = (_call, _sql, values) => values } = spec;
      const on = { ...database.on, ...spec.more } as On & More;
      return sqlMethod(database, 'ExecuteSQLQuery', on, {
        effect: 'write',
        params: { sql: spec.sql, parameters, force },
        async run({ sql, parameters = [], force }, on, call): Promise<QueriedRows<Found>> {
          const values = bind(call, sql, parameters);
          call.wouldSend(() =>
            shownStatement({ sql: sql.replace(/;\s*$/, ''), values: parameters }),
          );
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
    },
  };
}
