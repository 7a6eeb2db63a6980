import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Pump, pumpsOf } from './pump.js';

/** A linear pattern finishes all its texts in a moment, even on a very busy machine. */
const LONGEST_WAIT = 600_000;

/** Tests patterns with many texts, in a process that is stopped if one never ends. */
export class Tryout {
  #child: ChildProcess | undefined;

  /** The first text that takes a pattern more than linear time; `undefined` if there is none. */
  async slowPump(source: string, flags: string): Promise<Pump | 'any' | undefined> {
    this.#child ??= fork('test/support/regexes/try-pumps.mjs');
    const child = this.#child;
    const signal = AbortSignal.timeout(LONGEST_WAIT);
    child.send({ source, flags, pumps: pumpsOf(source, flags) });
    try {
      const [{ slow }] = (await once(child, 'message', { signal })) as [{ slow: Pump | null }];
      return slow ?? undefined;
    } catch (error) {
      if (!signal.aborted) throw error;
      await this.end();
      return 'any';
    }
  }

  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}
