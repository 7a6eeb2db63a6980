/**
 * Bases, tables, fields, records and comments of Airtable.
 *
 * @module
 */
import { bases } from './bases.js';
import { columns } from './columns.js';
import { comments } from './comments.js';
import * as fieldTemplates from './field-templates.js';
import { records } from './records.js';
import { tables } from './tables.js';

// Typed by name, so that the published types have the docstrings.
const airtable: typeof bases &
  typeof tables &
  typeof columns &
  typeof fieldTemplates &
  typeof records &
  typeof comments = {
  ...bases,
  ...tables,
  ...columns,
  ...fieldTemplates,
  ...records,
  ...comments,
};
export default airtable;
