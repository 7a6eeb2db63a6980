import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { Call } from '../definition/call.js';
import { AbortedError, TimeoutError } from '../errors/errors.js';
import { polled } from './poll.js';

test('asks until there is an answer', async () => {
  let asked = 0;
  const found = await polled(new Call('shop Wait', 'read'), async () =>
    asked++ > 0 ? { asked } : undefined,
  );
  expect(found).toEqual({ asked: 2 });
});

test('does not wait for the end of the call if it would not ask again before it', async () => {
  const call = new Call('shop Wait', 'read', { timeout: 400 });
  const error = await failure(
    polled(call, async () => undefined),
    TimeoutError,
  );
  expect(error.deadline).toBe('timeout');
});

test('stops when the caller does, and when asking fails', async () => {
  const stop = new AbortController();
  const call = new Call('shop Wait', 'read', { signal: stop.signal });
  const stopped = polled(call, async () => void stop.abort());
  await failure(stopped, AbortedError);
  const failed = polled(call, () => Promise.reject(new Error('no')));
  await expect(failed).rejects.toThrow('no');
});
