import { isRecord, type JsonRecord } from '../../core/is-record.js';

type Open = { [key: string]: unknown };

/** Without a prototype: whatever a server calls its fields, they are fields and nothing else. */
export function open(): Open {
  return Object.create(null) as Open;
}

/** The calls of tools in one message, put together from the pieces they come in. */
export class ToolCalls {
  readonly list: Open[] = [];
  readonly #byIndex = new Map<number, Open>();

  add(pieces: readonly unknown[]): void {
    for (const piece of pieces) {
      if (!isRecord(piece)) continue;
      const { index, function: called, ...about } = piece;
      const call = this.#callOf(index, about.id, isRecord(called) ? called.name : undefined);
      for (const key in about) if (isNothing(call[key])) call[key] = about[key];
      if (isRecord(called)) call.function = joinPiece(call.function, called);
    }
  }

  /**
   * The call that a piece belongs to. A piece with a name and a new id begins another one, also under
   * an index that is taken: some servers give all their calls the index 0. An id alone does not,
   * as others make up a new id for every piece.
   */
  #callOf(index: unknown, id: unknown, name: unknown): Open {
    const hasIndex = typeof index === 'number';
    const known = hasIndex ? this.#byIndex.get(index) : this.list.at(-1);
    const goesOn = isNothing(name) || (isNothing(id) ? hasIndex : known?.id === id);
    if (known && goesOn) return known;
    const call = open();
    this.list.push(call);
    if (hasIndex) this.#byIndex.set(index, call);
    return call;
  }
}

/** Of a part that comes in pieces, these texts grow; the rest is said once. */
const GROWING = new Set(['arguments', 'data', 'transcript']);

/** A function's call or a sound with its next piece. */
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

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
