/** A statement was carried out. */
export interface Done {
  result: true;
}

/** Rows of a table were changed; `rows` tells how many. */
export interface Changed extends Done {
  rows: number;
}

/** A row that could not be added. */
export interface RowFailure {
  /** Its index in what was given, from 0. */
  row: number;
  /** The database's own code. */
  reason: string;
  error: string;
}

/** What became of rows that were to be added. */
export interface AddedRows {
  /** False where a row failed: only without a transaction, for else none of them stays. */
  result: boolean;
  /** How many were added. */
  rows: number;
  errors: RowFailure[];
  /** There where all of it was one transaction. */
  commit?: Done;
}

/** A table has the columns that it was to have. */
export interface EnsuredTable extends Done {
  commit: Done;
}

/** The rows of a table, or of the database's own description of it. */
export interface SelectedRows<Found> extends Done {
  data: Found[];
}

/** What a query came to: `data` is there where it gives rows. */
export interface QueriedRows<Found> extends Done {
  data?: Found[];
}
