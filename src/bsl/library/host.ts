import type { Ask } from '../services/modules.js';

/** What the library needs of the thread that runs the script. */
export interface Host {
  /** Asks the main thread, which owns services and connections. */
  ask: Ask;
  /** The names of a service's methods; undefined if there is no such service. */
  methodsOf(service: string): readonly string[] | undefined;
  /** The arguments after the script. */
  args: readonly string[];
  /** Waits without using the processor. */
  sleep(milliseconds: number): void;
  /** Writes to standard output. */
  write(text: string): void;
}
