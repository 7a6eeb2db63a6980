import { Decimal } from 'decimal.js-light';
import { BslArray } from '../values/array.js';
import { BinaryData } from '../values/binary.js';
import { BinaryDataBuffer } from '../values/binary-buffer.js';
import { BslDate } from '../values/date.js';
import { raise } from '../values/errors.js';
import { BslMap } from '../values/map.js';
import { digits, fromDouble, fromText } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { Structure } from '../values/structure.js';
import { toText } from '../values/text.js';
import { ValueList } from '../values/value-list.js';
import { DIGITS, HANDLE } from './wire.js';

/** An open connection of a service. */
export class Handle extends BslObject {
  readonly id: number;

  constructor(id: number) {
    super();
    this.id = id;
  }
}

define(Handle, { type: 'Соединение Connection' });

/** A value of the script for a service. */
export function toPlain(value: unknown, depth = 0): unknown {
  if (depth > 200)
    raise({ ru: 'Слишком глубокая вложенность', en: 'The value is nested too deeply' });
  // A whole number is one with all its digits.
  if (value instanceof Decimal) return value.isInteger() ? BigInt(digits(value)) : value.toNumber();
  if (value instanceof BslDate) return value.iso;
  // In a collection, `Undefined` and `Null` are null. As an argument, they mean that there is none.
  if (value === undefined || value === null) return depth > 0 ? null : undefined;
  if (!(value instanceof BslObject)) return value;
  if (value instanceof BslArray) return value.items.map((item) => toPlain(item, depth + 1));
  if (value instanceof BinaryData || value instanceof BinaryDataBuffer) return value.bytes;
  if (value instanceof Handle) return { [HANDLE]: value.id };
  if (value instanceof ValueList) return value.items.map((item) => toPlain(item.value, depth + 1));
  if (value instanceof Structure) {
    const entries = [...value.entries.values()];
    return recordOf(
      entries.map(({ name, value: inner }) => [name, inner]),
      depth,
    );
  }
  if (value instanceof BslMap) {
    const entries = [...value.entries.values()];
    return recordOf(
      entries.map(({ key, value: inner }) => [toText(key), inner]),
      depth,
    );
  }
  return toText(value);
}

function recordOf(entries: readonly (readonly [string, unknown])[], depth: number): object {
  return Object.fromEntries(entries.map(([name, inner]) => [name, toPlain(inner, depth + 1)]));
}

/** A service's result for the script. Records become maps, or structures. */
export function fromPlain(value: unknown, asStructure = false): unknown {
  if (typeof value === 'number') return fromDouble(value);
  if (typeof value === 'bigint') return fromText(String(value));
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  if (value instanceof Uint8Array) return new BinaryData(value);
  if (value instanceof Date) return BslDate.local(value);
  if (Array.isArray(value)) return new BslArray(value.map((item) => fromPlain(item, asStructure)));
  const entries = Object.entries(value);
  if (HANDLE in value) return new Handle(value[HANDLE] as number);
  if (DIGITS in value) return fromText(value[DIGITS] as string);
  const inner = entries.map(([key, one]) => [key, fromPlain(one, asStructure)] as const);
  const canBeNames = inner.every(([key]) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key));
  return asStructure && canBeNames ? Structure.of(inner) : BslMap.of(inner);
}
