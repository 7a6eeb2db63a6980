import type { QueriedRows, SelectedRows } from '../../core/sql/results.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** The result of a query: `data` is present if it returns rows. */
export type QueryResult = QueriedRows<JsonRecord>;

/** Rows of a table. */
export type Rows = SelectedRows<JsonRecord>;

/** A column of a table, as the server describes it. */
export interface ColumnInformation {
  COLUMN_NAME: string;
  /** `varchar` */
  DATA_TYPE: string;
  /** `varchar(20)` */
  COLUMN_TYPE: string;
  /** For text types. */
  CHARACTER_MAXIMUM_LENGTH: number | null;
  /** `YES` or `NO` */
  IS_NULLABLE: string;
  COLUMN_DEFAULT: string | null;
  /** `PRI`, `UNI`, `MUL`, or empty. */
  COLUMN_KEY: string;
  /** `auto_increment` */
  EXTRA: string;
}

export type TableInformation = SelectedRows<ColumnInformation>;
