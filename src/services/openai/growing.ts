import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

type Open = { [key: string]: unknown };

/** Without a prototype: whatever fields a server sends, they are only fields. */
export function open(): Open {
  return Object.create(null) as Open;
}

export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Fields that identify something: a server sends them once, or repeats them in every chunk. */
const FIXED = new Set([
  'id',
  'type',
  'index',
  'role',
  'name',
  'object',
  'format',
  'status',
  'model',
]);

/**
 * A field of any name, with what a chunk adds to it: texts grow, objects are merged, the items of
 * lists are matched by their `index`. For everything else the last value counts.
 */
export function grownField(key: string, before: unknown, piece: unknown): unknown {
  if (piece === null || piece === undefined) return before === undefined ? piece : before;
  if (typeof piece === 'string') {
    const grows = typeof before === 'string' && !FIXED.has(key);
    return grows ? before + piece : piece || before || piece;
  }
  if (Array.isArray(piece)) return grownList(before, piece);
  return isRecord(piece) ? grownRecord(before, piece) : piece;
}

function grownRecord(before: unknown, piece: JsonRecord): JsonRecord {
  const whole = open();
  if (isRecord(before)) Object.assign(whole, before);
  for (const key in piece) whole[key] = grownField(key, whole[key], piece[key]);
  return whole;
}

function grownList(before: unknown, items: readonly unknown[]): unknown[] {
  const list = Array.isArray(before) ? before : isNothing(before) ? [] : [before];
  for (const item of items) {
    const at = isRecord(item) ? continuedBy(item, list) : -1;
    if (at < 0) list.push(item);
    else list[at] = grownRecord(list[at], item as JsonRecord);
  }
  return list;
}

/** How far back an item may continue another one: lists of any length take bounded work. */
const FARTHEST = 200;

function continuedBy(item: JsonRecord, list: readonly unknown[]): number {
  if (typeof item.index !== 'number') return -1;
  const farthest = Math.max(0, list.length - FARTHEST);
  for (let at = list.length - 1; at >= farthest; at--) if (isSame(list[at], item)) return at;
  return -1;
}

/** Whether an item continues an earlier one: some servers use an index once for each type. */
function isSame(known: unknown, item: JsonRecord): boolean {
  if (!isRecord(known) || known.index !== item.index) return false;
  return isNothing(item.type) || isNothing(known.type) || item.type === known.type;
}
