import { setTimeout as after } from 'node:timers/promises';

/**
 * Runs `work` and returns the longest time for which it blocked the event loop, in milliseconds, so
 * that nothing else in this process could run: no timer, no signal, no other request.
 *
 * A stop is the time between two ticks of a timer, but at most the CPU time of the process: on a busy
 * machine a tick may be late because another process used the core. So a call that blocks without
 * computing (`Atomics.wait`, `execFileSync`) is not detected. Work in worker threads only counts if it
 * blocks the loop too.
 */
export async function longestStop(work: () => unknown): Promise<number> {
  let longest = 0;
  let [since, used] = [performance.now(), computed()];
  const tick = () => {
    const [now, usage] = [performance.now(), computed()];
    longest = Math.max(longest, Math.min(now - since, usage - used));
    [since, used] = [now, usage];
  };
  const timer = setInterval(tick, 1);
  try {
    // The first tick ends the measurement of earlier work.
    await after(1);
    longest = 0;
    await work();
    // Work without any wait is measured by the tick after it.
    await after(1);
    tick();
    return longest;
  } finally {
    clearInterval(timer);
  }
}

/** The CPU time of this process, in milliseconds. */
function computed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
