import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { sheets } from './sheets.js';
import { spreadsheets } from './spreadsheets.js';
import { values } from './values.js';
import { request } from './wire.js';

export default service({
  name: 'gsheets',
  title: 'Google Sheets',
  category: 'Google',
  summary: 'Spreadsheets, sheets and cells of Google Sheets',
  address: 'https://sheets.googleapis.com',
  regions: {
    Authorization: auth,
    'Spreadsheets management': spreadsheets,
    'Working with sheets': sheets,
    'Data management': values,
  },
  request,
});
