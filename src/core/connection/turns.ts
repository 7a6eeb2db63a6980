/** What keeps the process alive while a call uses it. */
interface Held {
  ref(): unknown;
  unref(): unknown;
}

/** The turns of calls on one connection: they run one after another. */
export class Turns {
  readonly #socket: Held;
  /** Resolves when the last call in the queue is done. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(socket: Held) {
    this.#socket = socket;
    socket.unref();
  }

  /** Waits with `wait` until those before are done; returns a function that ends the turn. */
  async take(wait: (before: Promise<unknown>) => Promise<unknown>): Promise<() => void> {
    const before = this.#last;
    let next!: () => void;
    this.#last = new Promise<void>((resolve) => {
      next = resolve;
    });
    if (this.#waiting++ === 0) this.#socket.ref();
    const release = () => {
      if (--this.#waiting === 0) this.#socket.unref();
      // A call that gave up waiting passes its turn on only when the connection is free.
      void before.then(next);
    };
    try {
      await wait(before);
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }
}
