import {
  rows as each,
  flag,
  list as listOf,
  text,
  texts,
  verbatim,
} from '../../core/definition/kinds/index.js';
import { inBatches } from '../../core/rest/batches.js';
import { rowsAt } from '../../core/rest/pager.js';
import { base, table as id, offset, record } from './fields.js';
import { custom, list, read, send, table } from './wire.js';

/** Airtable creates and deletes this many records per request. */
const MOST = 10;
const recordsIn = rowsAt('records');

export const records = table({
  /** Lists the records in a table. */
  getListOfRecords: list('POST /{base}/{table}/listRecords', 'records', {
    base,
    table: id,
    offset,
    formula: verbatim('Formula that records must satisfy', {
      field: 'filterByFormula',
      optional: true,
      example: 'NOT({Done})',
    }),
    view: text('View: its records in its order', { optional: true, example: 'Grid view' }),
  }),
  /** Gets a record. */
  getRecord: read('GET /{base}/{table}/{record}', { base, table: id, record }),
  /**
   * Creates records. More than 10 are created in several requests.
   *
   * If a later request fails, the error has the records so far as `partial`, and says which are left.
   *
   * @returns `records` has the created records with their IDs.
   * @see https://airtable.com/developers/web/api/create-records
   */
  createPosts: custom({
    effect: 'write',
    params: {
      base,
      table: id,
      data: listOf(each, 'Records: objects with the values of fields by their names', {
        example: "[{'Title':'Buy tea','Done':false}]",
      }),
      typecast: flag('Convert values to the types of the fields', { default: false }),
    },
    async run({ token, base, table, data, typecast }, call) {
      const created = await inBatches(call, data, {
        ...{ most: MOST, param: 'data', done: 'created' },
        async send(batch) {
          const body = {
            records: batch.map((fields) => ({ fields })),
            ...(typecast && { typecast }),
          };
          return recordsIn(
            await send(call, { token }, 'POST /{base}/{table}', { base, table, ...body }),
          );
        },
      });
      return { records: created };
    },
  }),
  /**
   * Deletes records. More than 10 are deleted in several requests.
   *
   * If a later request fails, the error has the records so far as `partial`, and says which are left.
   *
   * @returns `records` has the IDs, each with `deleted`.
   * @see https://airtable.com/developers/web/api/delete-multiple-records
   */
  deleteRecords: custom({
    effect: 'delete',
    params: {
      base,
      table: id,
      records: listOf(texts, 'Record IDs', { example: "['rec560UJdUtocSouk']" }),
    },
    async run({ token, base, table, records: ids }, call) {
      const deleted = await inBatches(call, ids, {
        ...{ most: MOST, param: 'records', done: 'deleted' },
        async send(batch) {
          const fields = { base, table, 'records[]': batch };
          return recordsIn(await send(call, { token }, 'DELETE /{base}/{table}', fields));
        },
      });
      return { records: deleted };
    },
  }),
});
