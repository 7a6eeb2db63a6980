import { record, text } from '../../core/definition/kinds/index.js';
import { base, offset } from './fields.js';
import { list, read, table, write } from './wire.js';

export const bases = table({
  /** Lists the bases that the token has access to. */
  getListOfBases: list('GET /meta/bases', 'bases', { offset }),
  /** Gets the tables of a base with their fields and views. */
  getDatabaseTables: read('GET /meta/bases/{base}/tables', { base }),
  /** Creates a base with its tables. */
  createDatabase: write('POST /meta/bases', {
    workspace: text('Workspace ID', {
      option: 'ws',
      field: 'workspaceId',
      example: 'wspmhESAta6clCCwF',
    }),
    title: text('Name', { field: 'name', example: 'Projects' }),
    tables: record('Tables: their names, with an array of fields each', {
      option: 'tablesdata',
      example: "{'Tasks':[{'name':'Title','type':'singleLineText'}]}",
      as: (tables: object) => Object.entries(tables).map(([name, fields]) => ({ name, fields })),
    }),
  }),
});
