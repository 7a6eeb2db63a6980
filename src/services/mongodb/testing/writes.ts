import { BSON } from 'mongodb';
import type { Asked, Commands } from './asked.js';
import { CommandFailed } from './failed.js';
import { found } from './reads.js';
import { insert, keyOf } from './store.js';
import { updated } from './update.js';

/** The most items of one command. */
const MOST = 100_000;

/** Runs the items of a command. The first failure ends it, unless the order does not matter. */
function each(
  items: BSON.Document[],
  ordered: unknown,
  run: (item: BSON.Document, index: number) => void,
): BSON.Document {
  if (!(items?.length >= 1 && items.length <= MOST)) {
    const message = `Write batch sizes must be between 1 and ${MOST}. Got ${items?.length} operations.`;
    throw new CommandFailed(16, 'InvalidLength', message);
  }
  const writeErrors: BSON.Document[] = [];
  for (const [index, item] of items.entries()) {
    try {
      run(item, index);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message });
      if (ordered !== false) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

function checkTransaction({ command }: Asked): void {
  if (command.txnNumber === undefined) return;
  const message = 'Transaction numbers are only allowed on a replica set member or mongos';
  throw new CommandFailed(20, 'IllegalOperation', message);
}

export const WRITES: Commands = {
  insert(asked) {
    checkTransaction(asked);
    const { store, db, target, command } = asked;
    const collection = store.create(db, target);
    let n = 0;
    const rest = each(command.documents, command.ordered, (document) => {
      insert(collection, document, `${db}.${target}`);
      n++;
    });
    return { n: new BSON.Int32(n), ...rest };
  },
  update(asked) {
    checkTransaction(asked);
    const { store, db, target, command } = asked;
    let [n, nModified] = [0, 0];
    const upserted: BSON.Document[] = [];
    const rest = each(command.updates, command.ordered, (item, index) => {
      const { q, u, multi = false, upsert = false } = item;
      const all = found(asked, q);
      if (all.length === 0 && upsert) {
        const fields = Object.entries(q).filter(([name]) => !name.startsWith('$'));
        const document = { _id: new BSON.ObjectId(), ...Object.fromEntries(fields) };
        const made = updated(document, u);
        insert(store.create(db, target), { _id: document._id, ...made }, `${db}.${target}`);
        upserted.push({ index, _id: made._id ?? document._id });
        n++;
      }
      for (const one of multi ? all : all.slice(0, 1)) {
        const next = updated(one, u);
        const same = Buffer.compare(BSON.serialize(next), BSON.serialize(one)) === 0;
        store.collection(db, target)!.documents.set(keyOf(one._id), next);
        n++;
        if (!same) nModified++;
      }
    });
    const counts = { n: new BSON.Int32(n), nModified: new BSON.Int32(nModified) };
    return { ...counts, ...(upserted.length > 0 && { upserted }), ...rest };
  },
  delete(asked) {
    checkTransaction(asked);
    const { store, db, target, command } = asked;
    let n = 0;
    const rest = each(command.deletes, command.ordered, ({ q, limit }) => {
      if (limit === undefined) {
        const message = "BSON field 'delete.deletes.limit' is missing but a required field";
        throw new CommandFailed(40414, 'Location40414', message);
      }
      const all = found(asked, q);
      for (const one of Number(limit) === 1 ? all.slice(0, 1) : all) {
        store.collection(db, target)!.documents.delete(keyOf(one._id));
        n++;
      }
    });
    return { n: new BSON.Int32(n), ...rest };
  },
};
