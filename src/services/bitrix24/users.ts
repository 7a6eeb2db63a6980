import { flag, record } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { fieldsBeside, id } from './fields.js';
import { userFilter } from './structures.js';
import { list, read, table, write } from './wire.js';

const user = id('User ID', { option: 'userid', field: 'ID', example: '503' });
const OF = 'user: see GetUserFieldsStructure';

export const users = table({
  /** Gets the current user: the owner of the token or webhook. */
  getCurrentUser: read('user.current'),
  /** Gets a user, as a list with one item. */
  getUser: read('user.get', { user }),
  /** Invites a user. Returns the ID. */
  createUser: write('user.add', {
    fields: fieldsBeside(OF, "{'EMAIL':'ada@example.com','UF_DEPARTMENT':[1]}"),
  }),
  /** Updates a user. */
  updateUser: write('user.update', {
    user,
    fields: fieldsBeside(OF, "{'WORK_POSITION':'Engineer'}"),
  }),
  /** Dismisses a user, or reinstates one. */
  changeUserStatus: write('user.update', {
    user,
    fire: flag('Dismiss the user', {
      field: 'ACTIVE',
      as: (isFired: boolean) => !isFired,
      default: true,
    }),
  }),
  /** Searches for users. */
  findUsers: list('user.search', 'result', {
    filter: record('Filter: see GetUserFilterStructure', {
      field: 'FILTER',
      example: "{'NAME':'Ada'}",
    }),
  }),
  /** Gets the fields of users with their titles. */
  getUserFieldsStructure: read('user.fields'),
  /** Returns the filter fields of FindUsers. */
  getUserFilterStructure: structure('bitrix24', 'GetUserFilterStructure', userFilter),
});
