import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { longestStop } from './support/longest-stop.js';

/** Computes for this many milliseconds of CPU time, however busy the machine is. */
function compute(ms: number): void {
  const begun = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(begun);
    if (user + system >= ms * 1000) return;
  }
}

it('is as long as the longest work without a pause', async () => {
  const stop = await longestStop(async () => {
    compute(100);
    await after(5);
    compute(300);
    await after(5);
    compute(100);
  });
  expect(stop).toBeGreaterThanOrEqual(290);
  expect(stop).toBeLessThan(500);
});

it('includes work that never pauses, but not waiting or work divided by a pause', async () => {
  expect(await longestStop(() => compute(200))).toBeGreaterThanOrEqual(190);
  expect(await longestStop(() => after(300))).toBeLessThan(100);
  const divided = await longestStop(async () => {
    for (let piece = 0; piece < 20; piece++) {
      compute(20);
      await after(1);
    }
  });
  expect(divided).toBeLessThan(200);
});

it('is not extended by a worker thread that computes', async () => {
  const worker = new Worker('for (;;);', { eval: true });
  const stop = await longestStop(() => after(300));
  await worker.terminate();
  expect(stop).toBeLessThan(200);
});
