import { BSON } from 'mongodb';
import { isRecord } from '../../../core/util/is-record.js';
import { CommandFailed } from './failed.js';

/** A document after an update: with `$set` and others, or replaced. */
export function updated(document: BSON.Document, update: BSON.Document): BSON.Document {
  const names = Object.keys(update);
  if (!names.some((name) => name.startsWith('$'))) {
    return { ...('_id' in document && { _id: document._id }), ...update };
  }
  const found = BSON.deserialize(BSON.serialize(document), {
    ...{ promoteLongs: false, promoteValues: false, promoteBuffers: false, bsonRegExp: true },
  });
  for (const [operator, fields] of Object.entries(update)) {
    for (const [path, value] of Object.entries(fields as object)) {
      change(found, operator, path.split('.'), value);
    }
  }
  return found;
}

function change(into: BSON.Document, operator: string, path: string[], value: unknown): void {
  const [name, ...rest] = path as [string, ...string[]];
  if (rest.length > 0) {
    if (!isRecord(into[name])) into[name] = {};
    change(into[name], operator, rest, value);
    return;
  }
  switch (operator) {
    case '$set':
      into[name] = value;
      return;
    case '$setOnInsert':
      return;
    case '$unset':
      delete into[name];
      return;
    case '$inc':
      into[name] = sum(into[name], value);
      return;
    case '$push':
      into[name] = [...((into[name] as unknown[] | undefined) ?? []), value];
      return;
    default:
      throw new CommandFailed(9, 'FailedToParse', `Unknown modifier: ${operator}`);
  }
}

function sum(before: unknown, more: unknown): unknown {
  if (before === undefined) return more;
  const isShort = before instanceof BSON.Int32 && more instanceof BSON.Int32;
  const isFloat = [before, more].some((one) => one instanceof BSON.Double);
  if (isFloat) return new BSON.Double(Number(before) + Number(more));
  const total = BigInt(String(before)) + BigInt(String(more));
  const fits = isShort && total >= -(2n ** 31n) && total < 2n ** 31n;
  return fits ? new BSON.Int32(Number(total)) : BSON.Long.fromBigInt(total);
}
