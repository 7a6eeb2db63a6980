import { expect, it } from 'vitest';
import { Ceiling } from './ceiling.js';

it('is halved when the service is busy, once for calls that ran together, and grows again', () => {
  const ceiling = new Ceiling(16);
  for (let call = 0; call < 16; call++) ceiling.wasBusy();
  expect(ceiling.limit).toBe(8);
  ceiling.wentWell();
  ceiling.wasBusy();
  expect(ceiling.limit).toBe(4);
  for (let call = 0; call < 4; call++) ceiling.wentWell();
  expect(ceiling.limit).toBe(5);
  for (let call = 0; call < 1000; call++) ceiling.wentWell();
  expect(ceiling.limit).toBe(16);
});

it('is never less than one call', () => {
  const ceiling = new Ceiling(1);
  ceiling.wasBusy();
  ceiling.wasBusy();
  expect(ceiling.limit).toBe(1);
});

it('lets only so many run at a time', async () => {
  const ceiling = new Ceiling(4);
  let [running, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 50 }, async (_, at) => {
      await ceiling.enter();
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      if (at === 10) ceiling.wasBusy();
      running--;
      ceiling.leave();
    }),
  );
  expect(most).toBe(4);
  expect(running).toBe(0);
});
