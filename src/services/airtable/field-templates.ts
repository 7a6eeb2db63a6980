import { number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';

const title = text('Name of the field', { example: 'Title' });
const offline = { effect: 'read', offline: true } as const;

/** Returns a field for one line of text. */
export const getStringField = method('airtable', 'GetStringField', {
  ...offline,
  params: { title },
  run: ({ title: name }) => ({ name, type: 'singleLineText' }),
});

/** Returns a field for numbers. */
export const getNumberField = method('airtable', 'GetNumberField', {
  ...offline,
  params: { title, precision: number('Number of decimal places, up to 8', { default: 0 }) },
  run: ({ title: name, precision }) => ({ name, type: 'number', options: { precision } }),
});

/** Returns a field for files. */
export const getAttachmentField = method('airtable', 'GetAttachmentField', {
  ...offline,
  params: { title },
  run: ({ title: name }) => ({ name, type: 'multipleAttachments' }),
});

/** Returns a field for a checkbox. */
export const getCheckboxField = method('airtable', 'GetCheckboxField', {
  ...offline,
  params: { title },
  run: ({ title: name }) => ({
    name,
    type: 'checkbox',
    options: { icon: 'check', color: 'yellowBright' },
  }),
});

/** Returns a field for dates. */
export const getDateField = method('airtable', 'GetDateField', {
  ...offline,
  params: { title },
  run: ({ title: name }) => ({
    name,
    type: 'date',
    options: { dateFormat: { name: 'european', format: 'D/M/YYYY' } },
  }),
});

/** Returns a field for email addresses. */
export const getEmailField = method('airtable', 'GetEmailField', {
  ...offline,
  params: { title },
  run: ({ title: name }) => ({ name, type: 'email' }),
});

/** Returns a field for phone numbers. */
export const getPhoneField = method('airtable', 'GetPhoneField', {
  ...offline,
  params: { title },
  run: ({ title: name }) => ({ name, type: 'phoneNumber' }),
});

/** Returns a field for URLs. */
export const getLinkField = method('airtable', 'GetLinkField', {
  ...offline,
  params: { title },
  run: ({ title: name }) => ({ name, type: 'url' }),
});
