import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BSON } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { fromBson } from './bson/from-bson.js';
import mongodb from './index.js';
import { type StandIn, startStandIn } from './testing/server.js';
import { MONGODB_SPECS, noSpecs } from './testing/specs.js';

/** An operation of MongoDB's specifications, and the commands that a driver must send for it. */
interface Case {
  file: string;
  description: string;
  name: string;
  given: JsonRecord;
  collection: string;
  commands: JsonRecord[];
  /** What the server answers, one after another. */
  replies: JsonRecord[];
}

const filesOf = (folder: string) => {
  const path = join(MONGODB_SPECS, folder);
  const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.json')) : [];
  return names.map((name) => [name, JSON.parse(readFileSync(join(path, name), 'utf8'))] as const);
};

/** The older form: one operation, with the answers of the server. */
function monitoringCases(): Case[] {
  return filesOf('command-monitoring/legacy').flatMap(([file, content]) =>
    content.tests.map(({ description, operation, expectations }: JsonRecord): Case => {
      const { name, arguments: given } = operation as { name: string; arguments: JsonRecord };
      const events = expectations as Record<string, JsonRecord>[];
      return {
        ...{ file, description: String(description), name, given },
        collection: content.collection_name,
        commands: events.flatMap((one) => one.command_started_event?.command ?? []) as JsonRecord[],
        replies: events.flatMap((one) => one.command_succeeded_event?.reply ?? []) as JsonRecord[],
      };
    }),
  );
}

/** The newer one. */
function crudCases(): Case[] {
  return filesOf('crud/unified').flatMap(([file, content]) =>
    (content.tests as JsonRecord[]).flatMap((test): Case[] => {
      const operations = test.operations as { name: string; arguments: JsonRecord }[];
      const events = (test.expectEvents as { events: JsonRecord[] }[] | undefined)?.[0]?.events;
      if (operations.length !== 1 || !events) return [];
      const commands = events.map((one) => (one.commandStartedEvent as JsonRecord).command);
      const [{ name, arguments: given }] = operations as [(typeof operations)[0]];
      const [collection] = Object.values((commands[0] ?? {}) as JsonRecord) as [string];
      const shared = { file, description: String(test.description), name, given, collection };
      return [{ ...shared, commands: commands as JsonRecord[], replies: [] }];
    }),
  );
}

type On = { connection: string; collection: string };

const fields = (given: JsonRecord, ...names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (name in given ? [[name, given[name]]] : [])));

/** The specification's names of operations, with ours. A filter for all documents has its word. */
const OPERATIONS: Readonly<Record<string, (on: On, given: JsonRecord) => Promise<unknown>>> = {
  insertOne: (on, { document }) =>
    mongodb.insertDocuments({ ...on, documents: [document as JsonRecord] }),
  insertMany: (on, { documents, options = {} }) =>
    mongodb.insertDocuments({
      ...on,
      documents: documents as JsonRecord[],
      params: options as JsonRecord,
    }),
  updateOne: (on, given) => update(on, given, false),
  updateMany: (on, given) => update(on, given, true),
  replaceOne: (on, given) => update(on, { ...given, update: given.replacement }, false),
  deleteOne: (on, given) => remove(on, given, 1),
  deleteMany: (on, given) => remove(on, given, 0),
  find: (on, { filter = {}, sort, ...params }) =>
    mongodb.getDocuments({ ...on, filter, sort, params } as never),
  runCommand: ({ connection }, { command }) => {
    const [[name, argument] = [], ...rest] = Object.entries(command as object);
    const data = Object.fromEntries(rest);
    return mongodb.executeCommand({ connection, command: String(name), argument, data });
  },
  aggregate: ({ connection, collection }, { pipeline, batchSize, ...rest }) =>
    mongodb.executeCommand({
      ...{ connection, command: 'aggregate', argument: collection },
      data: { pipeline, cursor: batchSize === undefined ? {} : { batchSize }, ...rest },
    }),
};

function wordFor(filter: unknown): unknown {
  return isRecord(filter) && Object.keys(filter).length === 0 ? 'all' : filter;
}

async function update(on: On, given: JsonRecord, multi: boolean) {
  const made = { q: wordFor(given.filter), u: given.update, multi };
  const more = fields(given, 'upsert', 'hint', 'collation', 'arrayFilters', 'let');
  return mongodb.updateDocuments({ ...on, updates: [{ ...made, ...more }] });
}

async function remove(on: On, given: JsonRecord, limit: number) {
  const more = fields(given, 'hint', 'collation');
  return mongodb.deleteDocuments({
    ...on,
    deletions: [{ q: wordFor(given.filter), limit, ...more }],
  });
}

const cases = [...monitoringCases(), ...crudCases()].filter(
  ({ name, file, description, commands }) =>
    Object.hasOwn(OPERATIONS, name) &&
    commands.length > 0 &&
    // Errors before sending are of those who send no hint; we leave that to the server.
    !/clientError|validation|unacknowledged/.test(file) &&
    // They go to a database, or set concerns of a collection in the driver.
    !/^db-aggregate|readConcern|readPreference/.test(file) &&
    // Options of old versions; limits, at which a server ends on its own; what needs a server's answers.
    !/event with options|getmore and|multiple batches|Unacknowledged/.test(description),
);

describe.skipIf(noSpecs)(`MongoDB's own operations${noSpecs}`, () => {
  let server: StandIn;
  let replies: JsonRecord[] = [];
  beforeAll(async () => {
    server = await startStandIn({
      intercept(command) {
        if ('endSessions' in command || 'killCursors' in command) return undefined;
        const reply = replies.shift() as BSON.Document | undefined;
        return reply ? asBson(reply) : { ok: 1, n: 1, nModified: 1, ...EMPTY };
      },
    });
  });
  const EMPTY = { cursor: { id: 0, ns: 'x.y', firstBatch: [] } };

  it.each(cases)(
    '$file: $description',
    async ({ name, given, collection, commands, replies: all }) => {
      server.commands.length = 0;
      replies = [...all];
      const connection = `mongodb://${server.host}/specs`;
      // Some of them are answered with an error.
      await OPERATIONS[name]!({ connection, collection }, given).catch(() => {});
      const sent = server.commands
        .filter((one) => !('endSessions' in one))
        .map((one) => fromBson(one) as JsonRecord);
      expect(Object.keys(sent[0] ?? {})[0]).toBe(Object.keys(commands[0]!)[0]);
      for (const [at, command] of commands.entries()) {
        expectSent(sent[at], command);
      }
    },
  );
});

/** The IDs of cursors are int64, also in a test's answer. */
function asBson(reply: BSON.Document): BSON.Document {
  return BSON.EJSON.deserialize(reply, { relaxed: false });
}

function expectSent(sent: unknown, wanted: JsonRecord): void {
  for (const [name, value] of Object.entries(wanted)) {
    // What belongs to the session, and what the caller did not give.
    if (/^(lsid|txnNumber|\$db|\$readPreference|readConcern)$/.test(name)) continue;
    // The order is the usual one, which is not sent.
    if (name === 'ordered' && value === true) continue;
    match((sent as JsonRecord | undefined)?.[name], value, name);
  }
}

/** Compares with what the specification wants; 42 and "42" are any value. */
function match(sent: unknown, wanted: unknown, path: string): void {
  if (isRecord(wanted) && '$$unsetOrMatches' in wanted) {
    if (sent !== undefined) match(sent, wanted.$$unsetOrMatches, path);
    return;
  }
  if (isRecord(wanted) && '$$exists' in wanted) {
    expect(sent !== undefined, path).toBe(wanted.$$exists);
    return;
  }
  // A field that has its usual value is not sent.
  if (/\.(multi|upsert)$/.test(path) && wanted === false && sent === undefined) return;
  if (Array.isArray(wanted)) {
    expect(sent, path).toHaveLength(wanted.length);
    wanted.forEach((one, at) => {
      match((sent as unknown[])[at], one, `${path}.${at}`);
    });
  } else if (isRecord(wanted) && !Object.keys(wanted).some((name) => /^\$number/.test(name))) {
    expect(isRecord(sent), path).toBe(true);
    for (const [name, value] of Object.entries(wanted)) {
      match((sent as JsonRecord)[name], value, `${path}.${name}`);
    }
  } else {
    expect(plain(sent), path).toEqual(plain(wanted));
  }
}

/** Numbers without their types. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  const { $numberLong, $numberInt } = value;
  if ($numberLong !== undefined || $numberInt !== undefined)
    return Number($numberLong ?? $numberInt);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
