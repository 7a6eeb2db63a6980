import { expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { longestStop } from '../../../test/support/longest-stop.js';
import { schemaCheck } from './schema-check.js';

/** In milliseconds of this process's own work: the goal is 200, the rest is for slow machines. */
const LONGEST = 600;

/** `anyOf` of references to `anyOf` of references …, which takes `width ** levels` steps. */
function wide(levels: number, width: number): object {
  const $defs: Record<string, object> = { l0: { type: 'integer', multipleOf: 7 } };
  for (let level = 1; level <= levels; level++) {
    const before = { $ref: `#/$defs/l${level - 1}` };
    $defs[`l${level}`] = { anyOf: Array.from({ length: width }, () => before) };
  }
  return { properties: { q: { $ref: `#/$defs/l${levels}` } }, $defs };
}

const pattern = { type: 'string', pattern: '^(a+)+$' };
const properties = Object.fromEntries(
  Array.from({ length: 20_000 }, (_, at) => [`k${at}`, { type: 'string', pattern: '^a' }]),
);

it.each([
  ['references that multiply', wide(6, 20), { q: 5 }],
  ['a pattern without end', pattern, `${'a'.repeat(60)}!`],
  ['a format', { type: 'string', format: 'url' }, `${'http://a.'.repeat(30_000)}!`],
  ['20,000 properties', { properties }, { k1: 'b' }],
])('does not stop this process for %s', { timeout: 120_000 }, async (_, schema, value) => {
  const stop = await longestStop(async () => {
    const check = schemaCheck(schema as never, { allErrors: true }).then((one) => one(value));
    // Either it is done in time, or this is the error.
    const outcome = await check.catch((error: Error) => error.message);
    expect(outcome).toMatch(/takes too long|must match/);
  });
  expect(stop).toBeLessThan(LONGEST);
});

it('is ended by the signal', async () => {
  const ending = new AbortController();
  const check = await schemaCheck(wide(6, 20) as never, {}, ending.signal);
  const reason = new RangeError('enough');
  const problem = failure(check({ q: 5 }), RangeError);
  setTimeout(() => ending.abort(reason), 300);
  expect(await problem).toBe(reason);
});

it('finds the same in a thread', async () => {
  const check = await schemaCheck(wide(5, 12) as never, { allErrors: true });
  expect(await check({ q: 14 })).toBeUndefined();
  expect(await check({ q: 5 })).toContain('answer/q must be multiple of 7');
});

it('describes only the first of many problems', async () => {
  const check = await schemaCheck({ items: { type: 'string' } }, { allErrors: true });
  const problem = await check(Array.from({ length: 10_000 }, (_, at) => at));
  expect(problem!.length).toBeLessThan(2_000);
});
