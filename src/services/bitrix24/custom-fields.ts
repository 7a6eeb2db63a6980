import { record, text } from '../../core/definition/kinds/index.js';
import { id } from './fields.js';
import { list, read, remove, table, write } from './wire.js';

const field = id('ID of the custom field', { option: 'fieldid', field: 'ID', example: '1325' });

/** What a field may be called, in the record that a method takes. */
const naming = (within: string) => ({
  externalId: text('ID of the field elsewhere', {
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
  /** Lists the custom fields of tasks. */
  getCustomTaskFieldsList: list('task.item.userField.getList', 'result'),
  /** Adds a custom field to tasks. */
  addCustomTaskField: write('task.item.userField.add', {
    type: text('Type', {
      field: 'PARAMS.USER_TYPE_ID',
      values: ['string', 'double', 'datetime', 'boolean'],
      example: 'string',
    }),
    name: text('Name: Latin capitals, digits and _', {
      option: 'fieldname',
      field: 'PARAMS.FIELD_NAME',
      example: 'ORDER_NUMBER',
    }),
    ...naming('PARAMS'),
  }),
  /** Changes a custom field of tasks. */
  updateCustomTaskField: write('task.item.userField.update', { field, ...naming('DATA') }),
  /** Gets a custom field of tasks. */
  getCustomTaskField: read('task.item.userField.get', { field }),
  /** Deletes a custom field of tasks, with its values. */
  deleteCustomTaskField: remove('task.item.userField.delete', { field }),
});
