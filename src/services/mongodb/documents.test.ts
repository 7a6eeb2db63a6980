import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { typed } from '../../../test/support/context.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import { parseExact } from '../../core/json/parse.js';
import { fromBson } from './bson/from-bson.js';
import { toBson } from './bson/to-bson.js';
import mongodb, { type CursorId } from './index.js';
import { type StandIn, startStandIn } from './testing/server.js';

let server: StandIn;
let connection: string;
let count = 0;

beforeAll(async () => {
  server = await startStandIn();
  connection = `mongodb://${server.host}/shop`;
});

/** A new collection for each test. */
const fresh = () => ({ connection, collection: `c${++count}` });
const last = () => server.commands.filter((one) => !('endSessions' in one)).at(-1)!;

describe('documents', () => {
  it('are inserted, found, updated and deleted', async () => {
    const on = fresh();
    const documents = [
      { _id: 1, name: 'Ada', born: 1815 },
      { _id: 2, name: 'Alan', born: 1912 },
      { _id: 3, name: 'Grace', born: 1906 },
    ];
    const inserted = await mongodb.insertDocuments({ ...on, documents });
    expect(inserted).toEqual({ result: true, data: { n: 3, ok: 1 } });
    const filter = { born: { $gt: 1900 } };
    const found = await mongodb.getDocuments({ ...on, filter, sort: { born: -1 } });
    expect(found).toEqual({ result: true, data: [documents[1], documents[2]] });
    const update = await mongodb.getDocumentUpdateStructure({
      ...{ filter: { name: 'Ada' }, data: { $set: { city: 'London' } } },
    });
    expect(update).toMatchObject({ multi: true, upsert: false });
    const { data } = await mongodb.updateDocuments({ ...on, updates: [update] });
    expect(data).toEqual({ n: 1, nModified: 1, ok: 1 });
    const deletion = await mongodb.getDocumentDeletionStructure({ filter });
    expect((await mongodb.deleteDocuments({ ...on, deletions: [deletion] })).data.n).toBe(2);
    const left = await mongodb.getDocuments(on);
    expect(left.data).toEqual([{ ...documents[0], city: 'London' }]);
  });

  it('are inserted from a file, in several commands, and none if one cannot be', async () => {
    const on = fresh();
    const path = join(await folder(), 'people.jsonl');
    const lines = Array.from({ length: 12_345 }, (_, _id) => `{"_id":${_id}}\n`);
    await writeFile(path, lines.join(''));
    const { sources } = typed();
    const insert = (documents: string) =>
      mongodb.insertDocuments.definition.invoke({ ...on, documents }, { sources });
    expect(await insert(path)).toMatchObject({ data: { n: 12_345 } });
    const rows = (async function* () {
      yield { _id: -1 };
      yield { _id: -2 };
    })();
    expect((await mongodb.insertDocuments({ ...on, documents: rows })).data.n).toBe(2);
    await appendFile(path, '{"_id":{"$oid":"x"}}\n');
    const sent = server.commands.length;
    const wrong = await failure(insert(path), InputError);
    expect(wrong.message).toContain('documents[12345]');
    expect(server.commands.slice(sent).filter((one) => 'insert' in one)).toEqual([]);
    const csv = path.replace('.jsonl', '.csv');
    await writeFile(csv, 'a,b\n');
    expect((await failure(insert(csv), InputError)).message).toContain('is empty');
  });

  it('go back as they came, whatever their types are', async () => {
    const on = fresh();
    const one = {
      _id: { $oid: '63ceed18f71dda7d8cf21e8e' },
      long: { $numberLong: '9007199254740993' },
      decimal: { $numberDecimal: '12345678901234567890.10' },
      date: { $date: { $numberLong: '-4888684800000' } },
      bytes: { $binary: { base64: 'AAECgA==', subType: '00' } },
      uuid: { $binary: { base64: 'AAECAwQFBgcICQoLDA0ODw==', subType: '04' } },
      stamp: { $timestamp: { t: 1, i: 4294967295 } },
      pattern: { $regularExpression: { pattern: '^a"b', options: 'im' } },
      none: { $numberDouble: 'NaN' },
      zero: { $numberDouble: '-0.0' },
      keys: [{ $minKey: 1 }, { $maxKey: 1 }],
      code: { $code: 'f()', $scope: { a: 1 } },
      plain: { text: 'ünï\u0000', float: 0.1, int: -5, yes: true, no: null, deep: [[{}]] },
    };
    await mongodb.insertDocuments({ ...on, documents: [one] });
    const { data } = await mongodb.getDocuments({ ...on, filter: { _id: one._id } });
    expect(data).toEqual([one]);
    const again = fresh();
    await mongodb.insertDocuments({ ...again, documents: JSON.parse(JSON.stringify(data)) });
    expect((await mongodb.getDocuments(again)).data).toEqual(data);
  });

  it('keep the digits of numbers that were typed', async () => {
    const on = fresh();
    const documents =
      '[{_id: 1, a: 9007199254740993, b: 12345678901234567890, c: 0.1234567890123456789, d: 5.0, e: 1e400, f: 3000000000, g: -0, h: 1.10}]';
    await mongodb.insertDocuments({ ...on, documents });
    const [sent] = last().documents;
    expect(BSON.EJSON.serialize(sent, { relaxed: false })).toEqual({
      _id: { $numberInt: '1' },
      a: { $numberLong: '9007199254740993' },
      b: { $numberDecimal: '12345678901234567890' },
      c: { $numberDecimal: '0.1234567890123456789' },
      d: { $numberDouble: '5.0' },
      e: { $numberDecimal: '1E+400' },
      f: { $numberLong: '3000000000' },
      g: { $numberDouble: '-0.0' },
      h: { $numberDouble: '1.1' },
    });
    const long = await failure(
      mongodb.insertDocuments({ ...on, documents: `[{'a':[1,${'1'.repeat(40)}]}]` }),
      InputError,
    );
    expect(long.message).toContain('documents[0].a[1] has more than the 34 digits');
    expect(long.param).toBe('documents[0].a[1]');
    const id = { $oid: '63ceed18f71dda7d8cf21e8e' };
    const other = await failure(mongodb.insertDocuments({ ...on, documents: [id] }), InputError);
    expect(other.message).toContain('documents[0] must be a document');
  });

  it('may be as large as a server allows, and many of them', async () => {
    const on = fresh();
    const bytes = Buffer.alloc(15_000_000, 7);
    const documents = [1, 2, 3, 4].map((_id) => ({ _id, bytes }));
    const { data } = await mongodb.insertDocuments({ ...on, documents });
    expect(data.n).toBe(4);
    // A command is a document, too.
    const sent = server.commands.filter((one) => one.insert === on.collection);
    expect(sent.map((one) => one.documents.length)).toEqual([1, 1, 1, 1]);
    const [found] = (await mongodb.getDocuments({ ...on, filter: { _id: 4 } })).data;
    const { $binary } = found!.bytes as { $binary: { base64: string } };
    expect(Buffer.compare(Buffer.from($binary.base64, 'base64'), bytes)).toBe(0);
    const larger = [{ a: 1 }, { bytes: Buffer.alloc(17_000_000) }];
    const error = await failure(mongodb.insertDocuments({ ...on, documents: larger }), InputError);
    expect(error.message).toContain('documents[1] has 17000027 bytes');
    // Nothing was sent before.
    expect((await mongodb.getDocuments({ ...on, filter: { a: 1 } })).data).toEqual([]);
    const comment = 'x'.repeat(17_000_000);
    const long = mongodb.executeCommand({ connection, command: 'ping', data: { comment } });
    expect((await failure(long, InputError)).message).toContain('at most 16 MiB');
  });

  it('accept the values of programs', async () => {
    const on = fresh();
    const date = new Date(0);
    const id = new BSON.ObjectId();
    const one = { _id: id, a: 2n ** 62n, b: Buffer.from([1]), c: date, d: undefined, e: 2n ** 70n };
    await mongodb.insertDocuments({ ...on, documents: [one] });
    const [found] = (await mongodb.getDocuments(on)).data;
    expect(found).toEqual({
      _id: { $oid: id.toHexString() },
      a: { $numberLong: String(2n ** 62n) },
      b: { $binary: { base64: 'AQ==', subType: '00' } },
      c: { $date: { $numberLong: '0' } },
      e: { $numberDecimal: String(2n ** 70n) },
    });
  });

  it('accept what the reference writes in its place', async () => {
    const on = fresh();
    const documents = [
      {
        _id: { __OPI_OBJECTID__: '63ceed18f71dda7d8cf21e8e' },
        a: { __OPI_INT64__: 1000 },
        b: { __OPI_DATETIME__: '1763204141' },
        c: { __OPI_BINARY__: 'VGV4dA==' },
        d: { __OPI_REGEXP__: { pattern: '[a-z]+', options: 'i' } },
        e: [{ __OPI_MINKEY__: '' }, { __OPI_SYMBOL__: 'A' }],
      },
    ];
    await mongodb.insertDocuments({ ...on, documents });
    expect((await mongodb.getDocuments(on)).data).toEqual([
      {
        _id: { $oid: '63ceed18f71dda7d8cf21e8e' },
        a: 1000,
        b: { $date: { $numberLong: '1763204141000' } },
        c: { $binary: { base64: 'VGV4dA==', subType: '00' } },
        d: { $regularExpression: { pattern: '[a-z]+', options: 'i' } },
        e: [{ $minKey: 1 }, { $symbol: 'A' }],
      },
    ]);
    const updates = [{ q: { a: { __4gte: 1 } }, u: { __4set: { a: 2 } } }];
    expect((await mongodb.updateDocuments({ ...on, updates })).data.nModified).toBe(1);
  });

  it('are sorted in the order that was written, also for names that look like numbers', async () => {
    const on = fresh();
    await mongodb.getDocuments({ ...on, sort: '{"2024": -1, "name": 1, "1": 1}' });
    // The driver reads a document into an object, so its bytes are compared.
    expect(Object.keys(last().sort)).toHaveLength(3);
    const sort = new Map([
      ['b', 1],
      ['2', -1],
    ]);
    const sent = toBson(BSON, sort) as BSON.Document;
    expect([...(sent as unknown as Map<string, unknown>).keys()]).toEqual(['b', '2']);
    await mongodb.getDocuments({ ...on, sort: sort as never });
  });
});

describe('a change of all documents', () => {
  const on = () => ({ connection, collection: 'kept' });

  it.each([
    [{ q: {}, limit: 0 }, 'deletions[0].q is empty'],
    [{ q: '', limit: 0 }, 'deletions[0].q is empty'],
    [{ limit: 0 }, 'deletions[0].q is missing'],
    [{ q: 5, limit: 0 }, 'deletions[0].q must be JSON'],
  ])('is refused without its word: %j', async (deletion, says) => {
    const before = server.commands.length;
    const error = await failure(
      mongodb.deleteDocuments({ ...on(), deletions: [deletion] }),
      InputError,
    );
    expect(error.message).toContain(says.replace(' must be JSON', ''));
    expect(server.commands).toHaveLength(before);
  });

  it('has the word "all"', async () => {
    const here = fresh();
    await mongodb.insertDocuments({ ...here, documents: [{ a: 1 }, { a: 2 }] });
    const updates = [{ q: 'all', u: { $set: { b: 1 } }, multi: true }];
    expect((await mongodb.updateDocuments({ ...here, updates })).data.n).toBe(2);
    const deletion = await mongodb.getDocumentDeletionStructure({ filter: 'all' });
    expect(deletion).toEqual({ q: 'all', limit: 0 });
    expect((await mongodb.deleteDocuments({ ...here, deletions: [deletion] })).data.n).toBe(2);
    await failure(mongodb.getDocumentDeletionStructure({ filter: {} }), InputError);
    await failure(
      mongodb.getDocumentUpdateStructure({ filter: ' ', data: { $set: { a: 1 } } }),
      InputError,
    );
    await failure(mongodb.getDocuments({ ...here, filter: '' }), InputError);
  });
});

describe('a document that is not written', () => {
  const documents = [{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }];

  it('is an error that says which one, and what went in', async () => {
    const on = fresh();
    const error = await failure(mongodb.insertDocuments({ ...on, documents }), ServiceError);
    expect(error).toMatchObject({ reason: 'DuplicateKey', busy: false });
    expect(error.details).toMatchObject({ code: 11000, done: 2, failed: [{ index: 2 }] });
    expect(error.message).toContain('documents[2]: E11000 duplicate key');
    expect(error.message).toContain('documents[0] to documents[1] were processed, and none after');
    expect((await mongodb.getDocuments(on)).data).toEqual([{ _id: 1 }, { _id: 2 }]);
  });

  it('does not stop the others if the order does not matter', async () => {
    const on = fresh();
    const inserting = mongodb.insertDocuments({ ...on, documents, params: { ordered: false } });
    const error = await failure(inserting, ServiceError);
    expect(error.details).toMatchObject({ done: 3, response: { n: 3 } });
    expect((await mongodb.getDocuments(on)).data).toHaveLength(3);
  });

  it('is found in any of the commands that a large number needs', async () => {
    const on = fresh();
    const many = Array.from({ length: 150_000 }, (_, at) => ({ _id: at === 120_000 ? 5 : at }));
    const error = await failure(
      mongodb.insertDocuments({ ...on, documents: many }, { timeout: 120_000 }),
      ServiceError,
    );
    expect(error.details).toMatchObject({ done: 120_000, failed: [{ index: 120_000 }] });
    const { data } = await mongodb.executeCommand({
      ...{ connection, command: 'count', argument: on.collection },
    });
    expect(data.n).toBe(120_000);
  });

  it('may be written, but not confirmed', async () => {
    const odd = await startStandIn({
      intercept: (command) =>
        'insert' in command
          ? {
              ok: 1,
              n: 1,
              writeConcernError: { code: 64, codeName: 'WriteConcernFailed', errmsg: 'waiting' },
            }
          : undefined,
    });
    const at = { connection: `mongodb://${odd.host}/shop?w=2&wtimeoutMS=5`, collection: 'c' };
    const error = await failure(
      mongodb.insertDocuments({ ...at, documents: [{ a: 1 }] }),
      ServiceError,
    );
    expect(error.message).toContain('the server wrote it, but could not confirm it');
    expect(odd.commands[0]!.writeConcern).toMatchObject({ w: expect.anything() });
  });
});

describe('many documents', () => {
  it('arrive in batches, one by one, and a reader may stop', async () => {
    const on = fresh();
    const documents = Array.from({ length: 1000 }, (_, at) => ({ _id: at }));
    await mongodb.insertDocuments({ ...on, documents });
    expect((await mongodb.getDocuments(on)).data).toEqual(documents);
    const asked = { ...on, params: { batchSize: 10 } };
    let seen = 0;
    for await (const { _id } of await mongodb.getDocuments.stream(asked)) {
      expect(_id).toBe(seen++);
      if (seen === 25) break;
    }
    const named = (name: string) => server.commands.filter((one) => name in one);
    expect(named('getMore').filter((one) => one.collection === on.collection)).toHaveLength(3);
    // The server forgets the rest.
    await expect.poll(() => named('killCursors').length).toBe(1);
  });

  it('are read by a cursor, whose ID has more digits than a number', async () => {
    const on = fresh();
    const documents = Array.from({ length: 5 }, (_, at) => ({ _id: at }));
    await using open = await mongodb.createConnection({ connectionString: connection });
    const here = { ...on, connection: open };
    await mongodb.insertDocuments({ ...here, documents });
    const first = await mongodb.getCursor({ ...here, params: { batchSize: 2 } });
    const { cursor } = first.data;
    expect(cursor.firstBatch).toHaveLength(2);
    expect(cursor.id).toEqual({ $numberLong: expect.stringMatching(/^\d{19}$/) });
    const { $numberLong: text } = cursor.id as { $numberLong: string };
    const next = (cursorId: CursorId | string | bigint) =>
      mongodb.getDocumentBatch({ ...here, cursorId, batchSize: 1 });
    expect((await next(cursor.id)).data.cursor).toMatchObject({ nextBatch: [{ _id: 2 }] });
    expect((await next(text)).data.cursor).toMatchObject({ nextBatch: [{ _id: 3 }] });
    const over = (await next(BigInt(text))).data.cursor;
    expect(over).toMatchObject({ id: 0, nextBatch: [{ _id: 4 }] });
    const gone = await failure(next(text), ServiceError);
    expect(gone.reason).toBe('CursorNotFound');
    const lost = await failure(next(Number(text)), InputError);
    expect(lost.message).toContain('cursorId has lost digits');
  });
});

it('any value of JSON is stored as what it is', () => {
  const strings = fc.string().filter((one) => !/^\$|^__/.test(one) && !one.includes('\0'));
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      ...[fc.string(), fc.boolean(), fc.constant(null), fc.double(), fc.maxSafeInteger()],
      fc.array(tie('value')),
      fc.dictionary(strings, tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(value, (one) => {
      const bytes = BSON.serialize({ one: toBson(BSON, one) });
      const options = { promoteLongs: false, promoteValues: false, promoteBuffers: false };
      const shown = fromBson(BSON.deserialize(bytes, options)) as { one: unknown };
      // In its JSON form too, it is the same value.
      const again = toBson(BSON, parseExact(JSON.stringify(shown)));
      expect(BSON.serialize(again as object)).toEqual(bytes);
    }),
  );
});
