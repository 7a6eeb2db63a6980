import type { Done, QueriedRows, SelectedRows } from '../../core/sql/results.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** The result of a query: `data` is present if it returns rows. */
export type QueryResult = QueriedRows<JsonRecord>;

/** Rows of a table. */
export type Rows = SelectedRows<JsonRecord>;

/** A column of a table, as the database describes it. */
export interface ColumnInformation {
  column_name: string;
  data_type: string;
  /** For text types with a maximum length. */
  character_maximum_length: number | null;
  /** `YES` or `NO` */
  is_nullable: string;
  /** As SQL: `nextval('users_id_seq'::regclass)` */
  column_default: string | null;
}

export type TableInformation = SelectedRows<ColumnInformation>;

/** Whether the signal was sent to a connection's server process. */
export interface EndedConnection {
  pg_terminate_backend: boolean;
}

export interface EndedConnections extends Done {
  data: EndedConnection[];
}
