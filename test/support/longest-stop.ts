import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

/**
 * The longest time for which anything may block the event loop, in milliseconds: deadlines, Ctrl-C and
 * the other calls of a program wait that long.
 */
export const LONGEST_STOP = 200;

/**
 * Measures for how long the event loop is blocked, so that nothing else in this process can run: no
 * timer, no signal, no other request.
 *
 * A stop is the time between two ticks of a timer, but at most the CPU time of the thread: on a busy
 * machine a tick may be late because another process used the core. So a call that blocks without
 * computing (`Atomics.wait`, `execFileSync`) is not detected. Work in worker threads only counts if it
 * blocks the loop too.
 */
export class StopWatch {
  readonly #timer = setInterval(() => this.#tick(), 1);
  readonly #stops: number[] = [];
  #since = performance.now();
  #used = computed();

  /** A point in time from which stops can be looked for: work before it does not count. */
  mark(): number {
    this.#tick();
    return this.#stops.length;
  }

  /** The longest stop since that point, in milliseconds; 0 if it was too short to matter. */
  longestSince(mark: number): number {
    // Work that has not paused yet.
    this.#tick();
    return Math.max(0, ...this.#stops.slice(mark));
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const [now, usage] = [performance.now(), computed()];
    const stop = Math.min(now - this.#since, usage - this.#used);
    if (stop > SHORT) this.#stops.push(stop);
    [this.#since, this.#used] = [now, usage];
  }
}

/** In milliseconds: shorter ones are everywhere. */
const SHORT = 20;

/** Runs `work` and returns the longest time for which it blocked the event loop, in milliseconds. */
export async function longestStop(work: () => unknown): Promise<number> {
  const watch = new StopWatch();
  try {
    // The first tick ends the measurement of earlier work.
    await after(1);
    const mark = watch.mark();
    await work();
    await after(1);
    return watch.longestSince(mark);
  } finally {
    watch.end();
  }
}

const OWN_TIME = '/proc/thread-self/schedstat';
const knowsThread = existsSync(OWN_TIME);

/**
 * The CPU time of this thread, in milliseconds. Where the system does not tell it, that of the process, which
 * includes other threads.
 */
function computed(): number {
  if (knowsThread) return Number(readFileSync(OWN_TIME, 'latin1').split(' ', 1)[0]) / 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
