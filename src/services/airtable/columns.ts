import { record, text } from '../../core/definition/kinds/index.js';
import { base, description, table as id } from './fields.js';
import { table, write } from './wire.js';

export const columns = table({
  /** Creates a field of a table. */
  createField: write('POST /meta/bases/{base}/tables/{table}/fields', {
    base,
    table: id,
    data: record('Field: see GetStringField and the like', {
      option: 'fielddata',
      spread: true,
      example: "{'name':'Done','type':'checkbox','options':{'icon':'check','color':'greenBright'}}",
    }),
  }),
  /** Changes the name and the description of a field. */
  modifyField: write('PATCH /meta/bases/{base}/tables/{table}/fields/{field}', {
    base,
    table: id,
    field: text('Field ID', { example: 'fldoaIqdn5szURHpw' }),
    title: text('New name', { field: 'name', optional: true, example: 'Title' }),
    description,
  }),
});
