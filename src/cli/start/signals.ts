import { constants } from 'node:os';

/** The exit status of a process that a signal ended: 130 for SIGINT, 143 for SIGTERM. */
function signalStatus(name: NodeJS.Signals): number {
  return 128 + constants.signals[name];
}

/** Time for an interrupted call to clean up, such as to remove unfinished files, in milliseconds. */
const GRACE = 1_000;

/** The signals that ask the process to stop. It also dies of SIGHUP, unless `nohup` ignores that. */
export class Signals {
  readonly #controller = new AbortController();
  #first: NodeJS.Signals | undefined;

  /** Aborted by the first of them. The second one ends the process at once. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit status that the first of them asks for. */
  get status(): number | undefined {
    return this.#first && signalStatus(this.#first);
  }

  listen(): void {
    process.on('SIGINT', this.#heard);
    process.on('SIGTERM', this.#heard);
  }

  readonly #heard = (name: NodeJS.Signals): void => {
    if (this.#first) process.exit(signalStatus(name));
    this.#first = name;
    this.#controller.abort();
    // Code that waits for standard input, or for a command that prints a secret, ignores the signal.
    process.stdin.on('error', () => {}).destroy(new Error('interrupted'));
    setTimeout(() => process.exit(signalStatus(name)), GRACE).unref();
  };
}

/**
 * Waits for the signal to stop. From then on the server stops in its own way: the command line's
 * handler would cut responses off within a second.
 */
export function stopSignal(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    let isAsked = signal.aborted;
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.removeAllListeners(name).on(name, () => {
        if (isAsked) process.exit(signalStatus(name));
        isAsked = true;
        resolve();
      });
    }
  });
}
