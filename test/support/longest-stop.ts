import { setTimeout as after } from 'node:timers/promises';

/**
 * Runs `work` and returns for how long it stopped the event loop at the most, in milliseconds: how
 * long nothing else in this process could run, no timer, no signal, no other request.
 *
 * A stop is the time between two ticks of a timer, but no more of it than the process computed: on a
 * busy machine a tick may be late because another process had the core. So a call that blocks without
 * computing (`Atomics.wait`, `execFileSync`) is not seen. What worker threads compute is seen only
 * where it stops the loop as well.
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
    // The first tick ends what ran before.
    await after(1);
    longest = 0;
    await work();
    // Work that never waited is seen by the tick behind it.
    await after(1);
    tick();
    return longest;
  } finally {
    clearInterval(timer);
  }
}

/** How long this process has computed, in milliseconds. */
function computed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
