import { BSON } from 'mongodb';
import type { Commands } from './asked.js';
import { CommandFailed } from './failed.js';
import type { Collection } from './store.js';

function sizeOf({ documents }: Collection): number {
  return [...documents.values()].reduce((sum, one) => sum + BSON.calculateObjectSize(one), 0);
}

const total = (all: Iterable<Collection>) => [...all].reduce((sum, one) => sum + sizeOf(one), 0);

/** Numbers of sizes are doubles or int64, as those of a real server. */
const long = (value: number) => BSON.Long.fromNumber(value);

export const COLLECTIONS: Commands = {
  listDatabases({ store, db, command }) {
    if (db !== 'admin') {
      const message = 'listDatabases may only be run against the admin database.';
      throw new CommandFailed(13, 'Unauthorized', message);
    }
    const databases = [...store.databases].map(([name, all]) => {
      const size = total(all.values());
      return command.nameOnly ? { name } : { name, sizeOnDisk: long(size), empty: size === 0 };
    });
    const whole = [...store.databases.values()].reduce((sum, all) => sum + total(all.values()), 0);
    return { databases, ...(!command.nameOnly && { totalSize: long(whole) }) };
  },
  dbStats({ store, db }) {
    const all = [...store.collections(db).values()];
    const objects = all.reduce((sum, { documents }) => sum + documents.size, 0);
    const [dataSize, indexes] = [total(all), all.length];
    return {
      ...{ db, collections: long(all.length), views: long(0), objects: long(objects) },
      avgObjSize: new BSON.Double(objects === 0 ? 0 : dataSize / objects),
      ...{ dataSize: new BSON.Double(dataSize), storageSize: new BSON.Double(dataSize) },
      ...{ indexes: long(indexes), indexSize: new BSON.Double(0), scaleFactor: long(1) },
    };
  },
  dropDatabase({ store, db }) {
    return store.databases.delete(db) ? { dropped: db } : {};
  },
  listCollections({ store, db }) {
    const firstBatch = [...store.collections(db)].map(([name, { options }]) => ({
      ...{ name, type: 'collection', options, info: { readOnly: false } },
      idIndex: { v: new BSON.Int32(2), key: { _id: new BSON.Int32(1) }, name: '_id_' },
    }));
    return { cursor: { id: long(0), ns: `${db}.$cmd.listCollections`, firstBatch } };
  },
  create({ store, db, target, command }) {
    if (store.collection(db, target)) {
      const message = `namespace ${db}.${target} already exists, but with different options`;
      throw new CommandFailed(48, 'NamespaceExists', message);
    }
    const { create: _, $db: _db, lsid: _lsid, writeConcern: _concern, ...options } = command;
    store.create(db, target, options);
    return {};
  },
  drop({ store, db, target }) {
    const all = store.collections(db);
    if (!all.delete(target)) throw new CommandFailed(26, 'NamespaceNotFound', 'ns not found');
    if (all.size === 0) store.databases.delete(db);
    return { nIndexesWas: new BSON.Int32(1), ns: `${db}.${target}` };
  },
};
