import type { JsonRecord } from '../core/util/is-record.js';
import type { Id } from './message.js';

/** The ID of a request for the SDK, which knows only strings and safe integers. */
export type InnerId = string | number;

interface Open {
  id: Id;
  method: string;
  /** Called with the response, or without one if the client has cancelled the request. */
  done: (response?: JsonRecord) => void;
}

/** The requests that have no response yet: each gets exactly one. */
export class Requests {
  readonly #open = new Map<InnerId, Open>();
  #count = 0;
  #whenNone: (() => void) | undefined;

  /** Returns the ID under which the SDK gets the request: another one if it could be mistaken. */
  add(id: Id, method: string, done: Open['done']): InnerId {
    const isKnown = typeof id === 'string' || Number.isSafeInteger(id);
    const inner =
      isKnown && !this.#open.has(id as InnerId) ? (id as InnerId) : `oint-${++this.#count}`;
    this.#open.set(inner, { id, method, done });
    return inner;
  }

  /** Passes on a response of the SDK. A second one, or one that was cancelled, goes nowhere. */
  answer(inner: InnerId, response: JsonRecord): void {
    const open = this.#open.get(inner);
    if (!open) return;
    this.#remove(inner);
    open.done({ ...response, id: open.id });
  }

  /** The client wants no response any more. Returns the ID under which the SDK got the request. */
  cancel(id: Id): InnerId | undefined {
    const text = String(id);
    const same = [...this.#open].filter(
      ([, open]) => typeof open.id === typeof id && String(open.id) === text,
    );
    const [inner, open] = same.at(-1) ?? [];
    // The protocol forbids to cancel it.
    if (inner === undefined || open?.method === 'initialize') return undefined;
    this.#remove(inner);
    open?.done();
    return inner;
  }

  methodOf(inner: InnerId): string | undefined {
    return this.#open.get(inner)?.method;
  }

  /** Waits until all have their response, except subscriptions, which end with the connection. */
  async none(): Promise<void> {
    if (this.#unanswered.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenNone = resolve;
    });
  }

  /** Responds to those that are left. */
  answerAll(response: JsonRecord): void {
    for (const inner of this.#unanswered) this.answer(inner, response);
  }

  get #unanswered(): InnerId[] {
    return [...this.#open]
      .filter(([, { method }]) => method !== 'subscriptions/listen')
      .map(([inner]) => inner);
  }

  #remove(inner: InnerId): void {
    this.#open.delete(inner);
    if (this.#whenNone && this.#unanswered.length === 0) this.#whenNone();
  }
}
