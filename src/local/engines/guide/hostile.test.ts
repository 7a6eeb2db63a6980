import { expect, it } from 'vitest';
import { withoutAttached } from '../attached-text.js';
import { Filler } from './fill.js';

const kinds = ['string', 'number', 'boolean'].map((type) => ({ type }));
const formats = ['email', 'uri', 'date', 'time'].map((format) => ({ type: 'string', format }));
const names = ['city', 'to', 'query', 'text', 'file', 'when', 'tags'];
const properties = Object.fromEntries(
  names.flatMap((name) =>
    [...kinds, ...formats, { type: 'array', items: { type: 'string' } }].map((schema, index) => [
      index === 0 ? name : `${name}${index}`,
      schema,
    ]),
  ),
);
const schema = { type: 'object', properties, required: Object.keys(properties) };

// Each would take hours with quadratic matching: the test's own timeout would fail it.
it.each([
  'a',
  '.',
  'a@',
  '-',
  'city ',
  'city  ',
  'city:',
  '"',
  '1,',
  'A ',
  'to A, ',
  'http://',
  ' ',
])('is not slowed down by %j repeated many times', async (piece) => {
  const text = piece.repeat(200_000 / piece.length);
  const filled = await new Filler(schema, { text: `city${text}`, records: [] }).fill();
  expect('value' in filled || 'missing' in filled).toBe(true);
});

it('files in a message are recognized, however many start and never end', () => {
  const begun = '--- a ---\n'.repeat(50_000);
  expect(withoutAttached(`${begun}--- end of b ---\nHello`)).toHaveLength(begun.length + 22);
  expect(withoutAttached('Hi\n--- a ---\nx\n--- end of a ---\nyou')).toBe('Hi\nyou');
});

it('gives up a schema that contains itself repeatedly', async () => {
  const again = { $ref: '#' };
  const wide = {
    anyOf: [{ type: 'object', properties: { a: again, b: again }, required: ['a', 'b'] }],
  };
  const filler = new Filler(wide, { text: 'x', records: [] });
  expect(await filler.fill()).toHaveProperty('missing');
  expect(filler.hasGivenUp).toBe(true);
});
