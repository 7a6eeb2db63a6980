import { record, text } from '../../core/definition/kinds/index.js';
import { id } from './fields.js';
import { list, read, remove, table, write } from './wire.js';

const field = id('Custom field ID', { option: 'fieldid', field: 'ID', example: '1325' });

/** The names of a field, in the object that a method accepts. */
const naming = (within: string) => ({
  externalId: text('External ID', {
    option: 'externalid',
    field: `${within}.XML_ID`,
    example: 'ORDER_NUMBER',
    optional: true,
  }),
  title: text('Title', { field: `${within}.LABEL`, example: 'Order number', optional: true }),
  label: record('Labels in forms, by language', {
    field: `${within}.EDIT_FORM_LABEL`,
    example: "{'en':'Order number','de':'Bestellnummer'}",
    optional: true,
  }),
});

export const customFields = table({
  /** Lists the custom task fields. */
  getCustomTaskFieldsList: list('task.item.userField.getList', 'result'),
  /** Adds a custom task field. */
  addCustomTaskField: write('task.item.userField.add', {
    type: text('Type', {
      field: 'PARAMS.USER_TYPE_ID',
      values: ['string', 'double', 'datetime', 'boolean'],
      example: 'string',
    }),
    name: text('Name: uppercase Latin letters, digits and _', {
      option: 'fieldname',
      field: 'PARAMS.FIELD_NAME',
      example: 'ORDER_NUMBER',
    }),
    ...naming('PARAMS'),
  }),
  /** Updates a custom task field. */
  updateCustomTaskField: write('task.item.userField.update', { field, ...naming('DATA') }),
  /** Gets a custom task field. */
  getCustomTaskField: read('task.item.userField.get', { field }),
  /** Deletes a custom task field and its values. */
  deleteCustomTaskField: remove('task.item.userField.delete', { field }),
});
