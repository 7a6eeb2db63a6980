import { isJson } from '../../core/util/is-json.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { randomHex } from '../../core/util/random.js';
import { grownField, isNothing, open } from './growing.js';

type Open = { [key: string]: unknown };

/** The tool calls of a message, assembled from their parts. */
export class ToolCalls {
  readonly #list: Open[] = [];
  readonly #byIndex = new Map<number, Open>();

  add(pieces: readonly unknown[]): void {
    for (const piece of pieces) {
      if (!isRecord(piece)) continue;
      const { index, function: called, ...about } = piece;
      const call = this.#callOf(index, about.id, isRecord(called) ? called : undefined);
      for (const key in about) {
        // Some servers generate a new ID for every part.
        if (key !== 'id' || isNothing(call.id)) call[key] = grownField(key, call[key], about[key]);
      }
      if (isRecord(called)) call.function = joinPiece(call.function, called);
    }
  }

  /** In OpenAI's form. The IDs generated for them stay the same. */
  completed(): JsonRecord[] {
    return this.#list.map(completeCall);
  }

  #callOf(index: unknown, id: unknown, called: JsonRecord | undefined): Open {
    const hasIndex = typeof index === 'number';
    const last = this.#list.at(-1);
    const known = hasIndex ? this.#byIndex.get(index) : (this.#withId(id) ?? last);
    if (known && goesOn(known, id, called, hasIndex)) return known;
    const call = open();
    this.#list.push(call);
    if (hasIndex) this.#byIndex.set(index, call);
    return call;
  }

  #withId(id: unknown): Open | undefined {
    return isNothing(id) ? undefined : this.#list.find((call) => call.id === id);
  }
}

/**
 * Whether a part continues a call. A part with a name and a new ID starts another call, even under
 * an index that is in use: some servers give all calls the index 0. An ID alone does not, because
 * other servers generate a new ID for every part; nor does a name if the call has none yet.
 */
function goesOn(known: Open, id: unknown, called: JsonRecord | undefined, hasIndex: boolean) {
  const before = isRecord(known.function) ? known.function : {};
  const name = called?.name;
  if (isNothing(before.name) && (isNothing(known.id) || isNothing(id) || known.id === id)) {
    return true;
  }
  if (isNothing(name)) return hasIndex || isNothing(id) || !isWhole(before.arguments);
  if (!isNothing(id) && !isNothing(known.id)) return known.id === id;
  // Without IDs, new arguments after complete ones belong to another call.
  return hasIndex && (isNothing(called?.arguments) || !isWhole(before.arguments));
}

/** True for arguments that are complete JSON. */
function isWhole(value: unknown): boolean {
  if (typeof value !== 'string') return isRecord(value);
  return value.trimEnd().endsWith('}') && isJson(value);
}

/** Generates IDs for calls without one: the tool's output must refer to its call. */
const madeUp = new WeakMap<object, string>();

/**
 * A call in OpenAI's form: its arguments as text if the server sent an object, and an ID if it sent
 * none (nine characters, as Mistral's servers require).
 */
export function completeCall(call: JsonRecord): JsonRecord {
  const { function: called } = call;
  if (!isRecord(called)) return call;
  let { id } = call;
  if (isNothing(id)) {
    id = madeUp.get(call) ?? randomHex(5).slice(0, 9);
    madeUp.set(call, id as string);
  }
  const { arguments: given } = called;
  const text = typeof given === 'string' ? given : isNothing(given) ? '' : JSON.stringify(given);
  return {
    ...call,
    id,
    type: isNothing(call.type) ? 'function' : call.type,
    function: { ...called, arguments: text },
  };
}

/** These texts grow with the parts; other fields are sent once. */
const GROWING = new Set(['arguments', 'data', 'transcript']);

/** Adds the next part to a function call or audio. */
export function joinPiece(before: unknown, piece: JsonRecord): Open {
  const whole = isRecord(before) ? (before as Open) : open();
  for (const key in piece) {
    const value = piece[key];
    const grows = GROWING.has(key) && typeof value === 'string';
    if (grows) whole[key] = (typeof whole[key] === 'string' ? whole[key] : '') + value;
    else if (!isNothing(value) || !(key in whole)) whole[key] = value;
  }
  return whole;
}
