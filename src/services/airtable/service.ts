import { service } from '../../core/definition/service.js';
import { bases } from './bases.js';
import { columns } from './columns.js';
import { comments } from './comments.js';
import * as fieldTemplates from './field-templates.js';
import { records } from './records.js';
import { tables } from './tables.js';
import { request } from './wire.js';

export default service({
  name: 'airtable',
  title: 'Airtable',
  category: 'Business and productivity',
  summary: 'Bases, tables, fields, records and comments of Airtable',
  address: 'https://api.airtable.com',
  regions: {
    'Working with databases': bases,
    'Table management': tables,
    'Working with fields': { ...columns, ...fieldTemplates },
    'Record management': records,
    'Comment management': comments,
  },
  request,
});
