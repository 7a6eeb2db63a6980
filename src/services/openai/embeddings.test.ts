import { expect, it } from 'vitest';
import { asAsked } from './embeddings.js';
import type { Embeddings } from './types.js';

const answer = (...embeddings: unknown[]) =>
  ({ data: embeddings.map((embedding, index) => ({ index, embedding })) }) as Embeddings;
const base64 = 'AAAAPwAAgL8AAABA';
const numbers = [0.5, -1, 2];

it.each<[string, unknown, string | undefined, unknown]>([
  ['numbers as they are', numbers, undefined, numbers],
  ['Base64 as numbers', base64, undefined, numbers],
  ['Base64 as numbers, asked for by name', base64, 'float', numbers],
  ['numbers as Base64', numbers, 'base64', base64],
  ['Base64 as it is', base64, 'base64', base64],
  ['another format as it is', base64, 'ubinary', base64],
  ['what is no Base64 as it is', 'text!', undefined, 'text!'],
  ['half a number as it is', 'AAAA', undefined, 'AAAA'],
  ['an empty text as it is', '', undefined, ''],
  ['a list of lists as it is', [[1], [2]], 'base64', [[1], [2]]],
  ['nothing as it is', null, 'base64', null],
])('gives %s', (_, sent, format, got) => {
  const options = format === undefined ? undefined : { encoding_format: format };
  expect(asAsked(answer(sent), options).data[0]?.embedding).toEqual(got);
});

it('keeps the precision of the floats, and the answer’s other fields', () => {
  const sent = { ...answer([Math.fround(0.1), Math.fround(1e-20)]), model: 'm' };
  const there = asAsked(sent, { encoding_format: 'base64' });
  expect(asAsked(there, undefined)).toEqual(sent);
});

it('takes what is no answer as it is', () => {
  for (const none of [null, [], {}, { data: 5 }, { data: [null, 5] }]) {
    expect(asAsked(none as unknown as Embeddings, undefined)).toEqual(none);
  }
});
