import { setMaxListeners } from 'node:events';

/**
 * Signals for calls, which all abort with one. Each is for one call at a time: a signal looks through its
 * listeners whenever one is added or removed, so that with a common one each call would pay for all others.
 */
export class CallSignals {
  readonly #all: AbortController[] = [];
  readonly #free: AbortController[] = [];
  readonly #from: AbortSignal;

  constructor(from: AbortSignal) {
    this.#from = from;
    from.addEventListener('abort', () => this.#abort(), { once: true });
  }

  /** A signal that no other call uses, until it is given back. */
  take(): AbortController {
    return this.#free.pop() ?? this.#make();
  }

  giveBack(controller: AbortController): void {
    this.#free.push(controller);
  }

  #make(): AbortController {
    const controller = new AbortController();
    // A call may send several requests at once, each of which listens.
    setMaxListeners(0, controller.signal);
    this.#all.push(controller);
    if (this.#from.aborted) controller.abort(this.#from.reason);
    return controller;
  }

  #abort(): void {
    for (const controller of this.#all) controller.abort(this.#from.reason);
  }
}
