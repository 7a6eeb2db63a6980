import { expect, it } from 'vitest';
import { app } from '../../src/local/app.js';
import { folder } from '../support/folder.js';
import { longestStop } from '../support/longest-stop.js';

process.env.OINT_DATA = await folder();

/** Sends a request and receives all of the answer, without reading it. */
async function send({ path, body }: { path: string; body: object }): Promise<number> {
  const request = new Request(`http://local${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const answer = await app.fetch(request);
  await answer.arrayBuffer();
  return answer.status;
}

/** In milliseconds of this process's own work: the goal is 200, the rest is for slow machines. */
const LONGEST = 600;

const user = (content: string) => [{ role: 'user', content }];
const chat = (messages: object[], more: object = {}) => ({
  path: '/v1/chat/completions',
  body: { model: 'oint-guide', messages, ...more },
});
const form = (schema: object) => ({
  response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
});
const words = (count: number) =>
  Array.from({ length: count }, (_, at) => `w${(at * 7919).toString(36)}`).join(' ');

const properties = Object.fromEntries(
  ['city', 'name', 'tags', 'when', 'to', 'text'].map((name) => [name, { type: 'string' }]),
);
const fields = { type: 'object', properties, required: Object.keys(properties) };
const list = { type: 'array', items: { type: 'string' } };
const embed = (input: unknown) => ({ path: '/v1/embeddings', body: { model: 'oint-hash', input } });

/** Takes `width ** levels` steps to check. */
function wide(levels: number, width: number): object {
  const $defs: Record<string, object> = { l0: { type: 'integer', multipleOf: 7 } };
  for (let level = 1; level <= levels; level++) {
    const before = { $ref: `#/$defs/l${level - 1}` };
    $defs[`l${level}`] = { anyOf: Array.from({ length: width }, () => before) };
  }
  const q = { $ref: `#/$defs/l${levels}` };
  return { type: 'object', properties: { q }, required: ['q'], $defs };
}

const requests = {
  'a schema that multiplies': chat(user('q is 5'), form(wide(6, 20))),
  'a word of 400 kB': chat(user('a'.repeat(400_000))),
  'a word of 400 kB with an ending': chat(user(`${'a'.repeat(400_000)}ing`)),
  '120,000 words': chat(user(words(120_000))),
  '120,000 words before': chat([...user(words(120_000)), ...user('and delete?')]),
  '120,000 misspelt words': chat(user('uplaod '.repeat(120_000))),
  'many questions': chat(Array.from({ length: 2_000 }, () => user('upload a file')[0]!)),
  '"give" without end': chat(user('give '.repeat(100_000))),
  'capitals without end': chat(user('A b '.repeat(50_000)), form(fields)),
  'a list of capitals': chat(
    user('tags: A, b and '.repeat(20_000)),
    form({
      type: 'object',
      properties: { tags: list, prices: { type: 'array', items: { type: 'number' } } },
    }),
  ),
  'numbers without end': chat(
    user('1, 2 and '.repeat(20_000)),
    form({
      type: 'object',
      properties: { tags: list, prices: { type: 'array', items: { type: 'number' } } },
      required: ['prices', 'tags'],
    }),
  ),
  'a text of 1 MB to embed': embed('some text '.repeat(100_000)),
  'a word of 1 MB to embed': embed('a'.repeat(1_000_000)),
  '2,000 texts to embed': embed(Array.from({ length: 2_000 }, (_, at) => words(100) + at)),
};

// What is loaded for the first request is no part of it.
await send(chat(user('How do I upload a file?'), form({ type: 'object' })));

it.each(Object.entries(requests))(
  'answers others during a request with %s',
  { timeout: 600_000 },
  async (_, request) => {
    let status = 0;
    const stop = await longestStop(async () => {
      status = await send(request);
    });
    expect([200, 400]).toContain(status);
    expect(stop).toBeLessThan(LONGEST);
  },
);
