import { BSON } from 'mongodb';
import type { Asked, Commands } from './asked.js';
import { CommandFailed } from './failed.js';
import { BadFilter, compare, matches, projected, sorted, valueAt } from './values.js';

/** The documents that match a filter. */
export function found({ store, db, target }: Asked, filter: BSON.Document): BSON.Document[] {
  const documents = [...(store.collection(db, target)?.documents.values() ?? [])];
  try {
    return documents.filter((one) => matches(one, filter));
  } catch (error) {
    if (error instanceof BadFilter) throw new CommandFailed(2, 'BadValue', error.message);
    throw error;
  }
}

/** Documents that wait to be fetched. */
interface Cursor {
  ns: string;
  rest: BSON.Document[];
}

const cursors = new Map<bigint, Cursor>();
/** Beyond the exact numbers of JavaScript, as those of a real server. */
let lastCursor = 2n ** 62n;
/** The number of documents in a first batch, if the client does not say it. */
const USUAL_BATCH = 101;

function cursorOf(ns: string, documents: BSON.Document[], size: unknown): BSON.Document {
  const count = size === undefined ? USUAL_BATCH : Number(size);
  const rest = documents.slice(count);
  const id = rest.length > 0 ? ++lastCursor : 0n;
  if (id > 0n) cursors.set(id, { ns, rest });
  return { cursor: { firstBatch: documents.slice(0, count), id: BSON.Long.fromBigInt(id), ns } };
}

function idOf(value: unknown): bigint {
  return BigInt(String(value));
}

const STAGES: Readonly<
  Record<string, (documents: BSON.Document[], value: never) => BSON.Document[]>
> = {
  $match: (documents, filter: BSON.Document) => documents.filter((one) => matches(one, filter)),
  $sort: (documents, sort: BSON.Document) => sorted(documents, sort),
  $skip: (documents, count: unknown) => documents.slice(Number(count)),
  $limit: (documents, count: unknown) => documents.slice(0, Number(count)),
  $group: (documents, group: BSON.Document) => grouped(documents, group),
  $count: (documents, name: string) => [{ [name]: new BSON.Int32(documents.length) }],
};

/** Counts and sums, by the value of a field or all together. */
function grouped(documents: BSON.Document[], { _id, ...sums }: BSON.Document): BSON.Document[] {
  const groups = new Map<string, BSON.Document[]>();
  const of = (one: BSON.Document, by: unknown) =>
    typeof by === 'string' && by.startsWith('$') ? valueAt(one, by.slice(1)) : by;
  for (const one of documents) {
    const key = BSON.EJSON.stringify({ key: of(one, _id) ?? null }, { relaxed: false });
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((all) => {
    const totals = Object.entries(sums).map(([name, { $sum }]) => {
      const total = all.reduce((sum, one) => sum + Number(of(one, $sum) ?? 0), 0);
      return [name, new BSON.Double(total)];
    });
    return { _id: of(all[0]!, _id) ?? null, ...Object.fromEntries(totals) };
  });
}

export const READS: Commands = {
  find(asked) {
    const { db, target, command } = asked;
    const { filter = {}, sort = {}, skip = 0, limit = 0, projection = {} } = command;
    const all = sorted(found(asked, filter), sort).slice(Number(skip));
    const some = Number(limit) > 0 ? all.slice(0, Number(limit)) : all;
    const shown = some.map((one) => projected(one, projection));
    const size = command.singleBatch === true ? shown.length : command.batchSize;
    return cursorOf(`${db}.${target}`, shown, size);
  },
  getMore({ command }) {
    const id = idOf(command.getMore);
    const cursor = cursors.get(id);
    if (!cursor) throw new CommandFailed(43, 'CursorNotFound', `cursor id ${id} not found`);
    const count = command.batchSize === undefined ? 1000 : Number(command.batchSize);
    const nextBatch = cursor.rest.splice(0, count);
    const isOver = cursor.rest.length === 0;
    if (isOver) cursors.delete(id);
    const next = BSON.Long.fromBigInt(isOver ? 0n : id);
    return { cursor: { nextBatch, id: next, ns: cursor.ns } };
  },
  killCursors({ command }) {
    const ids = command.cursors as unknown[];
    return { cursorsKilled: ids.filter((id) => cursors.delete(idOf(id))) };
  },
  count: (asked) => ({ n: new BSON.Int32(found(asked, asked.command.query ?? {}).length) }),
  distinct(asked) {
    const { key, query = {} } = asked.command;
    const values = found(asked, query).map((one) => valueAt(one, key));
    const known = values.filter((value) => value !== undefined);
    return {
      values: known.filter(
        (value, at) => known.findIndex((one) => compare(one, value) === 0) === at,
      ),
    };
  },
  aggregate(asked) {
    const { pipeline, cursor = {} } = asked.command;
    let documents = found(asked, {});
    for (const stage of pipeline as BSON.Document[]) {
      const [name = '', value] = Object.entries(stage)[0] ?? [];
      const run = STAGES[name];
      if (!run) {
        throw new CommandFailed(
          40324,
          'Location40324',
          `Unrecognized pipeline stage name: '${name}'`,
        );
      }
      documents = run(documents, value as never);
    }
    return cursorOf(`${asked.db}.${asked.target}`, documents, cursor.batchSize);
  },
};
