import { text } from '../../core/definition/kinds/index.js';
import { collection, commandMethod, database, furtherFields, more } from './command.js';

/**
 * Lists the collections and views of a database.
 *
 * @returns `data.cursor.firstBatch` has the name, the type and the options of each.
 * @see https://www.mongodb.com/docs/manual/reference/command/listCollections/
 */
export const getCollectionList = commandMethod('GetCollectionList', {
  effect: 'read',
  params: { database },
  command: ({ database }) => ({
    database,
    // All of them in one response: more than a server allows.
    fields: [
      ['listCollections', 1],
      ['cursor', { batchSize: MOST_COLLECTIONS }],
    ],
  }),
});

const MOST_COLLECTIONS = 1_000_000;

/**
 * Creates a collection or a view.
 *
 * @throws {ServiceError} `NamespaceExists`: it exists already, with other options.
 * @see https://www.mongodb.com/docs/manual/reference/command/create/
 */
export const createCollection = commandMethod('CreateCollection', {
  effect: 'write',
  params: {
    name: text('Name of the collection', { example: 'people' }),
    database,
    params: more(
      'Further fields of the command: validator, capped, timeseries …',
      "{'capped':true,'size':100000}",
    ),
  },
  command: ({ name, database, params }) => ({
    database,
    concern: 'writeConcern',
    fields: [['create', name], ...furtherFields(params)],
  }),
});

/**
 * Deletes a collection or a view with its documents and indexes.
 *
 * @throws {ServiceError} `NamespaceNotFound`: it does not exist. Servers from version 7 report success.
 * @see https://www.mongodb.com/docs/manual/reference/command/drop/
 */
export const deleteCollection = commandMethod('DeleteCollection', {
  effect: 'delete',
  params: { collection, database },
  command: ({ collection, database }) => ({
    database,
    concern: 'writeConcern',
    fields: [['drop', collection]],
  }),
});
