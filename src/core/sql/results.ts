/** A statement was executed. */
export interface Done {
  result: true;
}

/** Rows of a table were changed; `rows` is their number. */
export interface Changed extends Done {
  rows: number;
}

/** A row that could not be added. */
export interface RowFailure {
  /** Its index in the given rows, from 0. */
  row: number;
  /** The database's own error code. */
  reason: string;
  error: string;
}

/** The result of adding rows. */
export interface AddedRows {
  /** False if a row failed. Only without a transaction: with one, no row stays. */
  result: boolean;
  /** The number of added rows. */
  rows: number;
  errors: RowFailure[];
  /** Present if everything was one transaction. */
  commit?: Done;
}

/** A table has the wanted columns. */
export interface EnsuredTable extends Done {
  commit: Done;
}

/** The rows of a table, or of the database's description of it. */
export interface SelectedRows<Found> extends Done {
  data: Found[];
}

/** The result of a query. `data` is present if the query returns rows. */
export interface QueriedRows<Found> extends Done {
  data?: Found[];
}
