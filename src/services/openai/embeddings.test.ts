import { expect, it } from 'vitest';
import { asAsked } from './embeddings.js';
import type { Embeddings } from './types.js';

const answer = (...embeddings: unknown[]) =>
  ({ data: embeddings.map((embedding, index) => ({ index, embedding })) }) as Embeddings;
const base64 = 'AAAAPwAAgL8AAABA';
const numbers = [0.5, -1, 2];

it.each<[string, unknown, string | undefined, unknown]>([
  ['numbers unchanged', numbers, undefined, numbers],
  ['Base64 as numbers', base64, undefined, numbers],
  ['Base64 as numbers, requested explicitly', base64, 'float', numbers],
  ['numbers as Base64', numbers, 'base64', base64],
  ['Base64 unchanged', base64, 'base64', base64],
  ['another format unchanged', base64, 'ubinary', base64],
  ['invalid Base64 unchanged', 'text!', undefined, 'text!'],
  ['half a number unchanged', 'AAAA', undefined, 'AAAA'],
  ['an empty text unchanged', '', undefined, ''],
  ['a list of lists unchanged', [[1], [2]], 'base64', [[1], [2]]],
  ['nothing unchanged', null, 'base64', null],
])('gives %s', (_, sent, format, got) => {
  const options = format === undefined ? undefined : { encoding_format: format };
  expect(asAsked(answer(sent), options).data[0]?.embedding).toEqual(got);
});

it('keeps the precision of the floats, and the response’s other fields', () => {
  const sent = { ...answer([Math.fround(0.1), Math.fround(1e-20)]), model: 'm' };
  const there = asAsked(sent, { encoding_format: 'base64' });
  expect(asAsked(there, undefined)).toEqual(sent);
});

it('returns an invalid response unchanged', () => {
  for (const none of [null, [], {}, { data: 5 }, { data: [null, 5] }]) {
    expect(asAsked(none as unknown as Embeddings, undefined)).toEqual(none);
  }
});

it('returns vectors in the order of the texts if every index is known, otherwise as they came', () => {
  const of = (...indexes: unknown[]) => ({
    data: indexes.map((index, at) => ({ index, embedding: [at] })),
  });
  const order = (...indexes: unknown[]) =>
    asAsked(of(...indexes) as Embeddings, undefined).data.map(({ embedding }) => embedding);
  expect(order(1, 0)).toEqual([[1], [0]]);
  expect(order(2, 0, 1)).toEqual([[1], [2], [0]]);
  for (const odd of [
    [0, 0],
    [1, 2],
    [-1, 0],
    [undefined, 0],
    ['1', '0'],
  ]) {
    expect(order(...odd)).toEqual([[0], [1]]);
  }
});
