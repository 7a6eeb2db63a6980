import { afterAll, expect } from 'vitest';

/** What all files of a process have in common: one that leaves it changed disturbs the next. */
function surroundings() {
  return {
    env: { ...process.env },
    folder: process.cwd(),
    status: process.exitCode,
    listeners: Object.fromEntries(
      ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection', 'warning'].map((event) => [
        event,
        process.listenerCount(event),
      ]),
    ),
    // But for those that packages mark as their own: zod keeps its registry there.
    globals: Object.getOwnPropertyNames(globalThis).filter((name) => !name.startsWith('__')),
    fetch: globalThis.fetch,
    now: Date.now,
    timers: [setTimeout, setInterval],
  };
}

const before = surroundings();

afterAll(() => {
  const after = surroundings();
  // So that it is this file that fails, and none of those behind it.
  for (const name of Object.keys(after.env)) if (!(name in before.env)) delete process.env[name];
  Object.assign(process.env, before.env);
  process.chdir(before.folder);
  const why = 'this file changes what others see: restore it, or name it in vitest.config.ts';
  expect(after, why).toEqual(before);
});
