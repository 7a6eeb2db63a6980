import { list, records, text } from '../../core/definition/kinds/index.js';
import { base, description, table as name } from './fields.js';
import { table, write } from './wire.js';

export const tables = table({
  /** Creates a table. Its first field is the primary one. */
  createTable: write('POST /meta/bases/{base}/tables', {
    base,
    title: text('Name', { field: 'name', example: 'Tasks' }),
    fields: list(records, 'Fields: see GetStringField and the like', {
      option: 'fieldsdata',
      example: "[{'name':'Title','type':'singleLineText'}]",
    }),
    description,
  }),
  /** Changes the name and the description of a table. */
  modifyTable: write('PATCH /meta/bases/{base}/tables/{table}', {
    base,
    table: name,
    title: text('New name', { field: 'name', optional: true, example: 'To do' }),
    description,
  }),
});
