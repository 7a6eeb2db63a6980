import type { QueriedRows, SelectedRows } from '../../core/sql/results.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** The result of a query: `data` is present if it returns rows. */
export type QueryResult = QueriedRows<JsonRecord>;

/** Rows of a table. */
export type Rows = SelectedRows<JsonRecord>;

/** A column of a table, as the server describes it. */
export interface ColumnInformation {
  column_name: string;
  /** `nvarchar` */
  data_type: string;
  /** For text and bytes; -1 for `max`. */
  character_maximum_length: number | null;
  /** The digits of a number, and those after the point. */
  numeric_precision: number | null;
  numeric_scale: number | null;
  /** `YES` or `NO` */
  is_nullable: string;
  column_default: string | null;
}

export type TableInformation = SelectedRows<ColumnInformation>;
