import { commandMethod, database } from './command.js';

/**
 * Lists the databases of the server.
 *
 * @returns `data.databases` has the name and the size of each.
 * @see https://www.mongodb.com/docs/manual/reference/command/listDatabases/
 */
export const getListOfBases = commandMethod('GetListOfBases', {
  effect: 'read',
  params: {},
  command: () => ({ database: 'admin', fields: [['listDatabases', 1]] }),
});

/**
 * Gets the sizes and counts of a database.
 *
 * A database that does not exist is empty.
 *
 * @see https://www.mongodb.com/docs/manual/reference/command/dbStats/
 */
export const getDatabase = commandMethod('GetDatabase', {
  effect: 'read',
  params: { database },
  command: ({ database }) => ({ database, reads: true, fields: [['dbStats', 1]] }),
});

/**
 * Deletes a database with all of its collections.
 *
 * A database that does not exist is no error. Its users are not deleted.
 *
 * @see https://www.mongodb.com/docs/manual/reference/command/dropDatabase/
 */
export const deleteDatabase = commandMethod('DeleteDatabase', {
  effect: 'delete',
  params: { database },
  command: ({ database }) => ({
    database,
    concern: 'writeConcern',
    fields: [['dropDatabase', 1]],
  }),
});
