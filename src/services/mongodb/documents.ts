import type { Call } from '../../core/definition/call.js';
import { flag, number } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method, type Streaming } from '../../core/definition/method.js';
import { callContext, param } from '../../core/definition/param.js';
import { OintError } from '../../core/errors/errors.js';
import { MemoryRows } from '../../core/rows/row-source.js';
import { RowStream } from '../../core/sql/row-stream.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import {
  type Asked,
  collection,
  commandFields,
  commandMethod,
  database,
  databaseOf,
  furtherFields,
  more,
  type On,
  shownName,
  using,
} from './command.js';
import { isConnection, MongoConnection } from './connection.js';
import { loadDriver } from './driver.js';
import {
  ALL,
  changeFilterKind,
  cursorId,
  type DocumentInput,
  document,
  documentSource,
  documents,
  filterKind,
  plainValue,
} from './kinds.js';
import { shellLine } from './shell.js';
import { connection } from './target.js';
import type {
  CommandResult,
  DeletionStructure,
  Documents,
  NextBatch,
  OpenCursor,
  UpdateStructure,
} from './types.js';
import { writeItems } from './write.js';

const options = more('Further fields of the command: ordered, writeConcern …', "{'ordered':false}");

/**
 * Inserts documents into a collection, which is created if it does not exist.
 *
 * A document without `_id` gets one from the server. Values with a type are in Extended JSON:
 * `{'_id':{'$oid':'…'},'sold':{'$date':'2026-12-10T00:00:00Z'}}`. A number has the type that keeps its
 * digits: int32, int64, double, and beyond these Decimal128. Documents can be in a file of CSV, TSV or
 * JSON Lines of any size, which is read twice: nothing is sent if one cannot be. More than 100000 of
 * them, or 16 MB, are sent in several commands.
 *
 * @returns `data.n` is the number of inserted documents.
 * @throws {ServiceError} `DuplicateKey` and other failures of a document: the error says which one, and
 * which were inserted.
 * @see https://www.mongodb.com/docs/manual/reference/command/insert/
 */
export const insertDocuments = method('mongodb', 'InsertDocuments', {
  effect: 'write',
  dryRun: true,
  params: {
    connection,
    collection,
    documents: documentSource('Documents', {
      option: 'docs',
      example: "[{'name':'Tea','price':3},{'name':'Coffee','price':4}]",
    }),
    database,
    params: options,
  },
  run: ({ connection, collection, documents, database, params }, call): Promise<CommandResult> =>
    writeItems(call, connection, {
      asked: writing('insert', collection, database, params),
      field: 'documents',
      param: 'documents',
      items: documents,
    }),
});

/**
 * Updates documents of a collection.
 *
 * An update is `{'q': filter, 'u': changes, 'multi': true, 'upsert': false}`, as
 * GetDocumentUpdateStructure returns it. To update all documents, write "all" as the filter: an empty
 * one is refused.
 *
 * @returns `data.n` is the number of documents that matched, `data.nModified` of those that changed.
 * @throws {ServiceError} An update failed: the error says which one, and which were done.
 * @see https://www.mongodb.com/docs/manual/reference/command/update/
 */
export const updateDocuments = method('mongodb', 'UpdateDocuments', {
  effect: 'write',
  dryRun: true,
  params: {
    connection,
    collection,
    updates: documents('Updates, as GetDocumentUpdateStructure returns them', {
      example: "[{'q':{'name':'Ada'},'u':{'$set':{'city':'London'}}}]",
    }),
    database,
    params: options,
  },
  async run({ connection, collection, updates, database, params }, call): Promise<CommandResult> {
    return writeItems(call, connection, {
      asked: writing('update', collection, database, params),
      field: 'updates',
      param: 'updates',
      items: new MemoryRows(await withFilters(updates, call, 'updates')),
    });
  },
});

function writing(
  name: string,
  collection: string,
  database: string | undefined,
  params: DocumentInput | undefined,
): Asked {
  return {
    database,
    concern: 'writeConcern',
    fields: [[name, collection], ...furtherFields(params)],
  };
}

/** The changes with their filters checked: one for all documents must say so. */
function withFilters(items: readonly DocumentInput[], call: Call, param: string) {
  return Promise.all(
    items.map(async (item, at) => {
      const context = callContext(call, `${param}[${at}].q`);
      const found = item instanceof Map ? item : new Map(Object.entries(item));
      if (!found.has('q')) throw inputError(context, ' is missing: the filter');
      const q = await changeFilterKind.parse(found.get('q'), context);
      // The filter comes first, as in the specification of the command.
      return new Map<string, unknown>([...found, ['q', q === ALL ? {} : q]]);
    }),
  );
}

const filter = param(filterKind, 'Filter; by default all documents', {
  option: 'query',
  optional: true,
  example: "{'price':{'$gte':4}}",
});
const sort = document('Sorting: fields with 1 or -1, in order of their importance', {
  optional: true,
  example: "{'price':-1,'name':1}",
});
const reading = more('Further fields of the command: limit, skip, projection …', "{'limit':10}");

/**
 * Gets documents of a collection.
 *
 * All batches are read. `--stream` and `--out people.jsonl` or `.csv` write the documents as they
 * arrive, without keeping them; so does `for await (const one of await getDocuments.stream(…))`.
 * Strings, exact numbers, booleans and `null` are themselves; all other values are in Extended JSON,
 * such as `{'$oid':'…'}`, and can be used in filters as they are. readPreference and readConcernLevel of
 * the connection string apply.
 *
 * @returns `data` has the documents.
 * @see https://www.mongodb.com/docs/manual/reference/command/find/
 */
export const getDocuments = method('mongodb', 'GetDocuments', {
  effect: 'read',
  dryRun: true,
  params: { connection, collection, database, filter, sort, params: reading },
  async run({ connection, ...given }, call): Promise<Documents> {
    const asked = finding(given);
    const database = databaseOf(call, connection, asked);
    call.wouldSend(() => shellLine(database, asked.fields));
    const data: JsonRecord[] = [];
    return using(call, connection, async (on) => {
      try {
        for await (const batch of batchesOf(call, on, asked)) data.push(...batch);
      } catch (error) {
        if (error instanceof OintError && data.length > 0) error.partial = { result: true, data };
        throw error;
      }
      return { result: true, data };
    });
  },
  stream: async ({ connection, ...given }, call): Promise<Streaming<JsonRecord, Documents>> =>
    new RowStream(streamed(call, connection, finding(given)), { result: true, data: [] }),
  rows: ({ data }) => data,
});

interface Finding {
  collection: string;
  database: string | undefined;
  filter: DocumentInput | undefined;
  sort: DocumentInput | undefined;
  params: DocumentInput | undefined;
}

function finding({ collection, database, filter, sort, params }: Finding): Asked {
  return {
    database,
    concern: 'readConcern',
    fields: [
      ['find', collection],
      ['filter', filter, 'filter'],
      ['sort', sort, 'sort'],
      ...furtherFields(params),
    ],
  };
}

async function* batchesOf(call: Call, on: MongoConnection, asked: Asked) {
  const { BSON } = await loadDriver();
  const database = databaseOf(call, on, asked);
  const fields = commandFields(call, BSON, on, asked);
  yield* on.batches(call, { database, fields, what: shownName(asked) });
}

async function* streamed(call: Call, given: On, asked: Asked) {
  databaseOf(call, given, asked);
  const on = isConnection(given) ? given : await MongoConnection.open(call, given.address);
  try {
    yield* batchesOf(call, on, asked);
  } catch (error) {
    throw error instanceof OintError ? error.belongsTo(call.method) : error;
  } finally {
    if (on !== given) await on.close();
  }
}

/**
 * Deletes documents from a collection.
 *
 * A deletion is `{'q': filter, 'limit': 0}`, as GetDocumentDeletionStructure returns it. `limit` is 1
 * for one document, and 0 for all that match. To delete all documents, write "all" as the filter: an
 * empty one is refused.
 *
 * @returns `data.n` is the number of deleted documents.
 * @throws {ServiceError} A deletion failed: the error says which one, and which were done.
 * @see https://www.mongodb.com/docs/manual/reference/command/delete/
 */
export const deleteDocuments = method('mongodb', 'DeleteDocuments', {
  effect: 'delete',
  dryRun: true,
  params: {
    connection,
    collection,
    deletions: documents('Deletions, as GetDocumentDeletionStructure returns them', {
      option: 'deletes',
      example: "[{'q':{'price':{'$lt':4}},'limit':0}]",
    }),
    database,
    params: options,
  },
  async run({ connection, collection, deletions, database, params }, call): Promise<CommandResult> {
    return writeItems(call, connection, {
      asked: writing('delete', collection, database, params),
      field: 'deletes',
      param: 'deletions',
      items: new MemoryRows(await withFilters(deletions, call, 'deletions')),
    });
  },
});

/**
 * Gets a cursor to read documents in batches: the first batch is in the response.
 *
 * GetDocumentBatch gets the next ones, on the same connection, while `data.cursor.id` is not 0. The
 * server closes a cursor that is not used for 10 minutes. All batches are from the primary server.
 *
 * @returns `data.cursor` has `id` and `firstBatch`. The ID is an int64: if a JavaScript number does not
 * have its digits, it is `{ $numberLong: '…' }`, which GetDocumentBatch accepts.
 * @see https://www.mongodb.com/docs/manual/reference/command/find/
 */
export const getCursor = commandMethod('GetCursor', {
  effect: 'read',
  programOnly: true,
  params: { collection, database, filter, sort, params: reading },
  command: finding,
  _result: undefined as OpenCursor | undefined,
});

/**
 * Gets the next batch of documents of a cursor.
 *
 * @returns `data.cursor` has `id`, which is 0 after the last batch, and `nextBatch`.
 * @throws {ServiceError} `CursorNotFound`: it was read to its end, closed, or belongs to another server.
 * @see https://www.mongodb.com/docs/manual/reference/command/getMore/
 */
export const getDocumentBatch = commandMethod('GetDocumentBatch', {
  effect: 'read',
  programOnly: true,
  params: {
    collection,
    cursorId: cursorId('ID of the cursor', { option: 'cursor', example: '5212022195631943323' }),
    database,
    batchSize: number('Maximum number of documents', { option: 'limit', optional: true }),
    waiting: number('Longest wait of the server for new documents, in milliseconds', {
      option: 'time',
      optional: true,
    }),
  },
  command: ({ collection, cursorId, database, batchSize, waiting }) => ({
    database,
    fields: [
      ['getMore', { $numberLong: String(cursorId) }],
      ['collection', collection],
      ['batchSize', batchSize],
      ['maxTimeMS', waiting],
    ],
  }),
  _result: undefined as NextBatch | undefined,
});

const changeFilter = param(changeFilterKind, 'Filter, or "all" for all documents', {
  option: 'query',
  example: "{'name':'Ada'}",
});
const collation = document('Rules for comparing text', {
  option: 'cltn',
  optional: true,
  example: "{'locale':'en','strength':2}",
});

/**
 * Returns an update for UpdateDocuments.
 */
export const getDocumentUpdateStructure = method('mongodb', 'GetDocumentUpdateStructure', {
  effect: 'read',
  offline: true,
  params: {
    filter: changeFilter,
    data: document("Changes, such as {'$set':{…}}, or a new document instead of the old one", {
      example: "{'$set':{'city':'London'}}",
    }),
    updateAll: flag('Update all documents that match; otherwise one of them', {
      option: 'multi',
      default: true,
    }),
    insert: flag('Insert a document if none matches', { option: 'upsert', default: false }),
    collation,
  },
  run: ({ filter, data, updateAll, insert, collation }): UpdateStructure => ({
    q: plainValue(filter),
    u: plainValue(data),
    multi: updateAll,
    upsert: insert,
    ...(collation && { collation: plainValue(collation) }),
  }),
});

/**
 * Returns a deletion for DeleteDocuments.
 */
export const getDocumentDeletionStructure = method('mongodb', 'GetDocumentDeletionStructure', {
  effect: 'read',
  offline: true,
  params: {
    filter: changeFilter,
    count: number('Number of documents: 1, or 0 for all that match', {
      option: 'limit',
      default: 0,
    }),
    collation,
  },
  run({ filter, count, collation }, call): DeletionStructure {
    if (count !== 0 && count !== 1) {
      throw inputError(callContext(call, 'count'), ` must be 0 or 1, not ${count}`);
    }
    const rules = collation && { collation: plainValue(collation) };
    return { q: plainValue(filter), limit: count, ...rules };
  },
});
