import { JsonNumber } from '../json/number.js';
import { isRecord } from '../util/is-record.js';
import { ProtobufProblem, type ScalarType } from './schema.js';

/** Values of JSON as those of fields. No integer passes through a number that could round it. */

const RANGES: Readonly<Partial<Record<ScalarType, readonly [bigint, bigint]>>> = {
  ...both(['int32', 'sint32', 'sfixed32'], -(2n ** 31n), 2n ** 31n - 1n),
  ...both(['uint32', 'fixed32'], 0n, 2n ** 32n - 1n),
  ...both(['int64', 'sint64', 'sfixed64'], -(2n ** 63n), 2n ** 63n - 1n),
  ...both(['uint64', 'fixed64'], 0n, 2n ** 64n - 1n),
};

function both(types: readonly ScalarType[], least: bigint, most: bigint) {
  return Object.fromEntries(types.map((type) => [type, [least, most] as const]));
}

export function integer(value: unknown, type: ScalarType): bigint {
  const [least, most] = RANGES[type]!;
  const found = bigintOf(value);
  if (found !== undefined && found >= least && found <= most) return found;
  throw new ProtobufProblem(`must be a whole number from ${least} to ${most}`);
}

function bigintOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== 'string' || text.length > 40) return undefined;
  if (/^-?\d+$/.test(text)) return BigInt(text);
  // 1e3 and 1.0 are whole numbers too.
  const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? BigInt(number) : undefined;
}

export function float(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value instanceof JsonNumber || typeof value === 'bigint') return Number(value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  const isNumber = typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value);
  if (isNumber) return Number(value);
  throw new ProtobufProblem('must be a number, NaN, Infinity or -Infinity');
}

export function isScalarFlag(value: unknown): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new ProtobufProblem('must be true or false');
}

/** Bytes from Base64 in either alphabet, or as the reference writes them: `{'BYTES':'…'}`. */
export function base64Of(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const text = isRecord(value) ? value.BYTES : value;
  if (typeof text === 'string') {
    const plain = text
      .replaceAll('-', '+')
      .replaceAll('_', '/')
      .replace(/={1,2}$/, '');
    const bytes = Buffer.from(plain, 'base64');
    if (bytes.toString('base64').replace(/={1,2}$/, '') === plain) return bytes;
  }
  throw new ProtobufProblem('must be bytes as Base64');
}
