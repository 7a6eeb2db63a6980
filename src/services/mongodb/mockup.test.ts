import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { pythonWith } from '../../../test/support/python.js';
import { ConnectionError, OintError, ServiceError } from '../../core/errors/errors.js';
import mongodb from './index.js';

/**
 * MongoDB's own scripted server, mockupdb, as the other end: what our commands are on the wire, read by
 * code that is not ours, and its answers.
 */
const PROGRAM = `
import sys, json
from mockupdb import MockupDB, OpMsg, Command
from bson import json_util, Int64

server = MockupDB()
HELLO = {'ok': 1, 'ismaster': True, 'isWritablePrimary': True, 'helloOk': True, 'minWireVersion': 0,
         'maxWireVersion': 21, 'maxBsonObjectSize': 2**24, 'maxMessageSizeBytes': 48000000}

def answer(request):
    doc = request.doc
    name = next(iter(doc))
    if name.lower() in ('hello', 'ismaster'):
        return request.replies(HELLO)
    if name == 'endSessions':
        return request.ok()
    print(json.dumps({'name': name, 'keys': list(doc), 'doc': json.loads(json_util.dumps(doc, json_options=json_util.CANONICAL_JSON_OPTIONS))}), flush=True)
    target = doc[name]
    if name == 'insert' and target == 'partly':
        return request.replies({'ok': 1, 'n': 1, 'writeErrors': [{'index': 1, 'code': 121, 'errmsg': 'Document failed validation'}]})
    if name == 'insert':
        return request.replies({'ok': 1, 'n': len(doc['documents'])})
    if name == 'find' and target == 'hangup':
        return request.hangup()
    if name == 'find' and target == 'steps':
        return request.command_err(10107, 'not primary', codeName='NotWritablePrimary')
    if name == 'find':
        return request.replies({'ok': 1, 'cursor': {'id': Int64(2**62), 'ns': 'shop.c', 'firstBatch': [{'_id': Int64(2**60)}]}})
    if name == 'getMore':
        return request.replies({'ok': 1, 'cursor': {'id': Int64(0), 'ns': 'shop.c', 'nextBatch': [{'_id': 2}]}})
    return request.ok()

server.autoresponds(answer)
server.run()
print(server.address_string, flush=True)
sys.stdin.read()
`;

const python = pythonWith('mockupdb');
const why = python ? '' : ' (skipped: python3-mockupdb is not installed)';
const child = python ? spawn(python, ['-c', PROGRAM]) : undefined;
afterAll(() => void child?.kill());

interface Seen {
  name: string;
  keys: string[];
  doc: Record<string, unknown>;
}
const seen: Seen[] = [];
const lines = child && createInterface({ input: child.stdout });
const address = new Promise<string>((resolve) => {
  lines?.on('line', (line) => {
    if (line.startsWith('{')) seen.push(JSON.parse(line));
    else resolve(line);
  });
});
/** What the server has read, when all of it has arrived here. */
async function read(count: number): Promise<Seen[]> {
  await expect.poll(() => seen.length).toBe(count);
  return seen.splice(0);
}

const on = async (collection: string) => ({
  connection: `mongodb://${await address}/shop`,
  collection,
});

it.skipIf(!python)(`a command is what MongoDB's own server reads${why}`, async () => {
  const documents = '[{"b": 1, "2": {"$numberLong": "5"}, "a": 12345678901234567890}]';
  const inserted = await mongodb.insertDocuments({ ...(await on('c')), documents });
  expect(inserted.data.n).toBe(1);
  await mongodb.updateDocuments({
    ...(await on('c')),
    updates: [{ u: { $set: { a: 1 } }, q: '{"z": 1, "10": -1, "y": {"$in": [1.5, "x"]}}' }],
  });
  const [insert, update] = await read(2);
  expect(insert!.keys.slice(0, 2)).toEqual(['insert', 'documents']);
  const [document] = insert!.doc.documents as object[];
  // JSON.parse of this test has moved the number to the front.
  expect(document).toEqual({
    b: { $numberInt: '1' },
    2: { $numberLong: '5' },
    a: { $numberDecimal: '12345678901234567890' },
  });
  const [{ q }] = update!.doc.updates as [{ q: object }];
  expect(q).toMatchObject({ y: { $in: [{ $numberDouble: '1.5' }, 'x'] } });
});

it.skipIf(!python)(`the answers of MongoDB's own server are read${why}`, async () => {
  const found = await mongodb.getDocuments({ ...(await on('c')), sort: { _id: 1 } });
  expect(found.data).toEqual([{ _id: { $numberLong: String(2n ** 60n) } }, { _id: 2 }]);
  const [find, more] = await read(2);
  expect(find!.keys.slice(0, 2)).toEqual(['find', 'sort']);
  expect(more!.doc.getMore).toEqual({ $numberLong: String(2n ** 62n) });
});

it.skipIf(!python)(`its faults are errors${why}`, async () => {
  const documents = [{ a: 1 }, { a: 2 }, { a: 3 }];
  const partly = mongodb.insertDocuments({ ...(await on('partly')), documents });
  const error = await failure(partly, ServiceError);
  expect(error.message).toContain('documents[1]: Document failed validation');
  expect(error.message).toContain('only documents[0] was processed');
  const hangup = await failure(mongodb.getDocuments(await on('hangup')), ConnectionError);
  expect(hangup.sent).toBe(true);
  const steps = await failure(mongodb.getDocuments(await on('steps')), OintError as never);
  expect(steps).toMatchObject({ reason: 'NotWritablePrimary', busy: true, exitStatus: 75 });
});
