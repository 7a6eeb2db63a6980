import { expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';
import { inBatches } from './batches.js';

const call = new Call('test Create', 'write', {});
const way = { most: 2, param: 'data', done: 'created' };

it('sends items in order, a few at a time', async () => {
  const sent: (readonly number[])[] = [];
  const send = async (batch: readonly number[]) => {
    sent.push(batch);
    return batch.map((n) => n * 10);
  };
  expect(await inBatches(call, [1, 2, 3], { ...way, send })).toEqual([10, 20, 30]);
  expect(sent).toEqual([[1, 2], [3]]);
  sent.length = 0;
  expect(await inBatches(call, [], { ...way, send })).toEqual([]);
  expect(sent).toEqual([[]]);
});

it('says which items are left after a failure in the middle', async () => {
  const send = async (batch: readonly number[]) => {
    if (batch.includes(3)) throw new ResponseError({ method: call.method, message: 'no' });
    return batch;
  };
  const error = await failure(inBatches(call, [1, 2, 3], { ...way, send }), ResponseError);
  expect(error.partial).toEqual([1, 2]);
  expect(error.message).toContain('2 of 3 were created. For the others, pass data[2]');
  const first = await failure(inBatches(call, [3, 4], { ...way, send }), ResponseError);
  expect(first.partial).toBeUndefined();
});
