import { statSync } from 'node:fs';

/** The calls that write to one file in this process, one after another, through any connection. */
export class WriteQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<R>(work: () => R | Promise<R>): Promise<R> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }
}

interface Shared {
  queue: WriteQueue;
  users: number;
}

const queues = new Map<string, Shared>();

/** The queue of a file that is open, whatever path it was opened by; `release` when it is closed. */
export function queueOf(path: string): { queue: WriteQueue; release: () => void } {
  const key = path && identity(path);
  if (!key) return { queue: new WriteQueue(), release: () => {} };
  const shared = queues.get(key) ?? { queue: new WriteQueue(), users: 0 };
  queues.set(key, shared);
  shared.users++;
  const release = () => {
    if (--shared.users === 0) queues.delete(key);
  };
  return { queue: shared.queue, release };
}

function identity(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
