import type { Call } from '../definition/call.js';
import type { Args, Params } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import type { Dialect, Statement } from './dialect.js';
import type { Session } from './session.js';
import type { ReadValue } from './values.js';

/** Rows as they arrive, in batches. */
export type RowBatches<Found> = AsyncGenerator<readonly Found[]>;

export interface Use {
  /** The method may create the database: a file that does not exist yet. */
  mayCreate?: boolean;
}

/** A query whose rows have a known type. */
interface QueryFor<Row> extends Statement {
  /** Carries the type; never present at run time. */
  readonly _row?: Row;
}

/**
 * What a service provides for the SQL methods: its dialect and its connections. `Found` is the type
 * of a row, `Column` the type of a column's description.
 */
export interface SqlDatabase<
  On extends Params,
  Found extends JsonRecord,
  Column extends object = object,
> {
  service: string;
  dialect: Dialect;
  readValue: ReadValue;
  /** The params that select the database: the last ones of each method. */
  on: On;
  /** True if no network is used. */
  offline?: boolean;
  /** The query for the columns of a table. */
  information(table: string): QueryFor<Column>;
  /** Runs the work of one call, on an open connection or on one opened for this call. */
  use<R>(
    call: Call,
    on: Args<On>,
    work: (session: Session<Found>) => Promise<R>,
    use?: Use,
  ): Promise<R>;
  /** Streams the rows of a query. */
  stream(
    call: Call,
    on: Args<On>,
    query: Statement,
  ): RowBatches<Found> | Promise<RowBatches<Found>>;
  /** The columns of a table for a dry run, if they can be read without changing anything. */
  columnsNow?(call: Call, on: Args<On>, table: string): Promise<readonly string[] | undefined>;
}
