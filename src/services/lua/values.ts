import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { type ParamContext, partContext } from '../../core/definition/param.js';
import { JsonNumber } from '../../core/json/number.js';
import { checkNumber, exactInteger, toIsoText } from '../../core/sql/values.js';
import { MOST_LEVELS, TOO_DEEP } from '../../core/util/depth.js';
import type { Token } from './worker/protocol.js';

const TAKES = 'a string, a number, a boolean, null, a date, bytes, a list, a Map or an object';

const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 63n - 1n;

/** A value as tokens. */
export function* tokensOf(
  value: unknown,
  context: ParamContext,
  around: readonly unknown[] = [],
): Generator<Token> {
  if (typeof value !== 'object' || value === null || isScalar(value)) {
    yield scalar(value, context);
    return;
  }
  if (around.includes(value)) throw inputError(context, ' contains itself');
  if (around.length >= MOST_LEVELS) throw inputError(context, ` is ${TOO_DEEP}`);
  const inside = [...around, value];
  if (Array.isArray(value)) {
    yield { list: value.length };
    for (const [index, item] of value.entries()) {
      yield* tokensOf(item, partContext(context, `[${index}]`), inside);
    }
    return;
  }
  const entries = fieldsOf(value, context);
  yield { table: entries.length };
  for (const [key, item] of entries) {
    const at = partContext(context, `.${String(key)}`);
    const name = scalar(key, at);
    const isKey =
      name !== null && !Number.isNaN(name) && (typeof key !== 'object' || isScalar(key));
    if (!isKey) throw refuse(key, at, 'a key that Lua accepts');
    yield name;
    yield* tokensOf(item, at, inside);
  }
}

function fieldsOf(value: object, context: ParamContext): [unknown, unknown][] {
  // A field without a value does not exist in Lua.
  if (value instanceof Map) return [...value].filter(([, item]) => (item ?? null) !== null);
  if (Object.prototype.toString.call(value) !== '[object Object]')
    throw refuse(value, context, TAKES);
  return Object.entries(value).filter(([, item]) => (item ?? null) !== null);
}

function isScalar(value: object | null): boolean {
  return (
    value instanceof JsonNumber ||
    value instanceof Date ||
    value instanceof Uint8Array ||
    value instanceof ArrayBuffer
  );
}

function scalar(value: unknown, context: ParamContext): Token {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return number(value, context);
  if (typeof value === 'bigint') return integer(value, context);
  if (value instanceof JsonNumber) return written(value.text, context);
  if (value instanceof Date) return toIsoText(value, () => context);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw refuse(value, context, TAKES);
}

/** As in Lua, a number without a fraction is an integer. What a user typed has all of its digits. */
function number(value: number, context: ParamContext): number | bigint {
  if (!Number.isInteger(value) || Object.is(value, -0)) return value;
  if (!context.call?.isTyped) checkNumber(value, () => context);
  return Math.abs(value) < 2 ** 63 ? BigInt(value) : value;
}

/** As in Lua, `1` is an integer and `1.0` a float. */
function written(text: string, context: ParamContext): number | bigint {
  return /^-?\d+$/.test(text) ? integer(BigInt(text), context) : Number(text);
}

function integer(value: bigint, context: ParamContext): bigint {
  if (value >= SMALLEST && value <= LARGEST) return value;
  const hint = 'Write it as text, or as a float such as 1e19.';
  throw inputError(context, `: ${value} is not a 64-bit integer, as Lua has them`, { hint });
}

interface Frame {
  kind: 'list' | 'table';
  left: number;
  items: unknown[];
}

/** Puts values together from their tokens. `exact` if they become JSON text. */
export class Builder {
  readonly #exact: boolean;
  readonly #frames: Frame[] = [];
  readonly values: unknown[] = [];

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  add(token: Token): void {
    if (token !== null && typeof token === 'object' && !(token instanceof Uint8Array)) {
      const [kind, left] =
        'list' in token ? ['list' as const, token.list] : ['table' as const, token.table * 2];
      if (left > 0) this.#frames.push({ kind, left, items: [] });
      else this.#done([]);
    } else this.#done(this.#scalar(token));
  }

  #done(value: unknown): void {
    let done = value;
    for (;;) {
      const frame = this.#frames.at(-1);
      if (!frame) {
        this.values.push(done);
        return;
      }
      frame.items.push(done);
      if (--frame.left > 0) return;
      this.#frames.pop();
      done = frame.kind === 'list' ? frame.items : fromPairs(frame.items);
    }
  }

  #scalar(token: null | boolean | number | bigint | string | Uint8Array): unknown {
    if (typeof token === 'bigint') {
      return this.#exact ? exactJson(token) : exactInteger(token);
    }
    if (typeof token === 'number') return this.#exact ? floatJson(token) : token;
    return token instanceof Uint8Array ? Buffer.from(token) : token;
  }
}

function exactJson(value: bigint): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : new JsonNumber(String(value));
}

/** A float stays one: `3.0`. JSON has no infinity. */
function floatJson(value: number): unknown {
  if (!Number.isFinite(value)) return String(value);
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? new JsonNumber(`${text}.0`) : value;
}

/** An object, if every key can be a different string; otherwise the pairs themselves. */
function fromPairs(flat: readonly unknown[]): unknown {
  const pairs = Array.from({ length: flat.length / 2 }, (_, index): [unknown, unknown] => {
    return [flat[index * 2], flat[index * 2 + 1]];
  });
  const names = new Set(pairs.map(([key]) => String(key)));
  const isObject = names.size === pairs.length && !pairs.some(([key]) => Buffer.isBuffer(key));
  // Lua's own order differs from run to run.
  const entries = pairs.map(([key, value]) => ({ name: String(key), pair: [key, value] as const }));
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (!isObject) return entries.map(({ pair }) => [...pair]);
  return Object.fromEntries(entries.map(({ name, pair: [, value] }) => [name, value]));
}
