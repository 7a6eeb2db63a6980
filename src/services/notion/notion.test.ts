import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { home, oint } from '../../../test/support/oint.js';
import { json, start as startServer } from '../../../test/support/server.js';
import { ConnectionError, HttpError, InputError } from '../../core/errors/errors.js';
import notion from './index.js';
import { propertyValues } from './property-values.js';
import { richText } from './rich-text.js';
import { start, TOKEN } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const at = () => ({ baseUrl: server.url, retries: 1 });
const PAGE = '59833787-2cf9-4fdf-8782-e53db20768a5';

/** The requests, in order. */
const asked = () => server.requests.map(({ method, path }) => `${method} ${path}`);
const sent = (index: number) => JSON.parse(server.requests[index]!.body.toString());

async function makeDatabase(version?: string) {
  const properties = { Name: 'title', Done: 'checkbox', Status: { New: 'green' } };
  const made = { token, parent: PAGE, title: 'Tasks', properties, version };
  return String((await notion.createDatabase(made, at())).id);
}

describe('a database', () => {
  test('has its properties in a data source, and returns them as its own', async () => {
    const base = await makeDatabase();
    expect(sent(0)).toMatchObject({
      parent: { type: 'page_id', page_id: PAGE },
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Status: { select: { options: [{ name: 'New', color: 'green' }] } },
        },
      },
    });
    const found = await notion.getDatabase({ token, base }, at());
    expect(Object.keys(found.properties as object)).toContain('Status');
  });

  test('has its own properties in the older version', async () => {
    await makeDatabase('2022-06-28');
    expect(sent(0)).toHaveProperty('properties.Name');
    expect(server.requests[0]!.headers['notion-version']).toBe('2022-06-28');
  });

  test('gets a title property if there is none', async () => {
    await notion.createDatabase({ token, parent: PAGE, title: 'Tasks' }, at());
    expect(sent(0).initial_data_source.properties).toEqual({ Name: { title: {} } });
  });

  test('gets new properties in its data source and a new title in the database', async () => {
    const base = await makeDatabase();
    const properties = { Done: null, Notes: 'rich_text' };
    await notion.editDatabaseProperties({ token, base, properties, title: 'All' }, at());
    const [, ...rest] = asked();
    expect(rest.map((line) => line.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
      'GET /v1/databases/ID',
      'PATCH /v1/data_sources/ID',
      'PATCH /v1/databases/ID',
    ]);
    expect(sent(2)).toEqual({ properties: { Done: null, Notes: { rich_text: {} } } });
  });
});

describe('a page in a database', () => {
  test('accepts plain values', async () => {
    const base = await makeDatabase();
    await notion.createPageInDatabase(
      { token, base, data: { Name: 'Ada', Done: 'true', Status: 'New' } },
      at(),
    );
    expect(sent(server.requests.length - 1)).toMatchObject({
      parent: { type: 'data_source_id' },
      properties: {
        Name: { title: [{ type: 'text', text: { content: 'Ada' } }] },
        Done: { checkbox: true },
        Status: { select: { name: 'New' } },
      },
    });
  });

  test('rejects an unknown property, and lists the known ones', async () => {
    const base = await makeDatabase();
    const call = notion.createPageInDatabase({ token, base, data: { Nmae: 'Ada' } }, at());
    const error = await failure(call, InputError);
    expect(error.message).toMatch(/property "Nmae" does not exist\nThe properties are: .*Name/);
    expect(asked().some((line) => line.startsWith('POST /v1/pages'))).toBe(false);
  });

  test('needs the data source if a database has several', async () => {
    const base = await makeDatabase();
    server.shelves.put('data sources', { title: richText('Archive') }, base);
    const call = notion.createPageInDatabase({ token, base, data: { Name: 'Ada' } }, at());
    const error = await failure(call, InputError);
    expect(error.message).toMatch(/the database has 2 data sources[\s\S]*Archive/);
  });

  test('gives a hint if the older version does not support several data sources', async () => {
    const base = await makeDatabase();
    server.shelves.put('data sources', { title: richText('Archive') }, base);
    const call = notion.getDatabase({ token, base, version: '2022-06-28' }, at());
    const error = await failure(call, HttpError);
    expect(error).toMatchObject({ status: 400, reason: 'validation_error' });
    expect(error.hint).toContain('pass the ID of one of them');
  });
});

describe('properties', () => {
  const known = (type: string) => ({ P: { type } });
  const set = (type: string, value: unknown) => propertyValues({ P: value }, known(type)).P;

  test.each([
    ['rich_text', 5, { rich_text: [{ type: 'text', text: { content: '5' } }] }],
    ['number', '1.5', { number: 1.5 }],
    ['number', null, { number: null }],
    ['multi_select', ['a', 'b'], { multi_select: [{ name: 'a' }, { name: 'b' }] }],
    ['date', '2026-01-31', { date: { start: '2026-01-31' } }],
    ['people', 'U1', { people: [{ id: 'U1' }] }],
    ['relation', ['P1'], { relation: [{ id: 'P1' }] }],
    [
      'files',
      { Logo: 'https://x/y' },
      { files: [{ name: 'Logo', external: { url: 'https://x/y' } }] },
    ],
    ['url', 'https://x', { url: 'https://x' }],
    ['title', { title: [] }, { title: [] }],
  ])('of type %s accept %j', (type, value, written) => {
    expect(set(type, value)).toEqual(written);
  });

  test.each([
    ['number', 'many'],
    ['checkbox', 'perhaps'],
    ['title', { a: 1 }],
  ])('of type %s do not accept %j', (type, value) => {
    expect(() => set(type, value)).toThrow(`property "P" of type ${type} does not accept`);
  });

  test('that Notion computes cannot be set', () => {
    expect(() => set('formula', 1)).toThrow('property "P" cannot be set');
  });
});

describe('blocks', () => {
  const line = (n: number) => ({ type: 'paragraph', paragraph: { rich_text: richText(`${n}`) } });

  /** Blocks as they were read back, by their text. */
  async function textsOf(parent: string): Promise<string[]> {
    const texts: string[] = [];
    for await (const row of await notion.returnChildBlocks.stream({ token, block: parent }, at())) {
      const { rich_text } = row.paragraph as { rich_text: { plain_text: string }[] };
      texts.push(rich_text[0]!.plain_text);
    }
    return texts;
  }

  test('over 100 go in several requests, in their order', async () => {
    const block = Array.from({ length: 250 }, (_, n) => line(n));
    const made = await notion.createBlock({ token, parent: PAGE, block }, at());
    expect(server.requests.map((_, n) => sent(n).children.length)).toEqual([100, 100, 50]);
    expect(made.results).toHaveLength(250);
    expect(await textsOf(PAGE)).toEqual(block.map((_, n) => String(n)));
  });

  test('are appended in order after the given block', async () => {
    const block = Array.from({ length: 101 }, (_, n) => line(n));
    const after = 'c02fc1d3-db8b-45c5-a222-27595b15aea7';
    const made = await notion.createBlock({ token, parent: PAGE, block, after }, at());
    const results = made.results as { id: string }[];
    expect([sent(0).after, sent(1).after]).toEqual([after, results[99]!.id]);
  });

  test('of which a later request is refused: says how many were added, and goes on as it says', async () => {
    const block = Array.from({ length: 250 }, (_, n) => line(n));
    const wrong = block.with(150, { type: 'paragraph', paragraph: { rich_text: 'x' as never } });
    const create = (input: object) =>
      notion.createBlock({ token, parent: PAGE, ...input } as never, at());
    const error = await failure(create({ block: wrong }), HttpError);
    const { results } = error.partial as { results: { id: string }[] };
    expect(error.status).toBe(400);
    expect(results).toHaveLength(100);
    expect(error.hint).toContain(
      `100 of the 250 blocks were added. To add the others, pass block[100] and those behind it, with after ${results[99]!.id}.`,
    );
    expect(error.message).not.toContain('may have been added');
    await create({ block: block.slice(100), after: results[99]!.id });
    expect(await textsOf(PAGE)).toEqual(block.map((_, n) => String(n)));
  });

  test('of which a later request gets no answer: some more may have been added', async () => {
    const { url } = await startServer((request, response, index) => {
      expect(request.body.length).toBeGreaterThan(0);
      if (index > 0) response.destroy();
      else json(response, { object: 'list', results: [{ object: 'block', id: 'b99' }] });
    });
    const block = Array.from({ length: 201 }, (_, n) => line(n));
    const error = await failure(
      notion.createBlock({ token, parent: PAGE, block }, { baseUrl: url, retries: 0 }),
      ConnectionError,
    );
    expect(error.hint).toContain('100 of the 201 blocks were added.');
    expect(error.hint).toContain('with after b99.');
    expect(error.hint).toContain('block[100] to block[199] may have been added too: look first.');
  });

  test('of which the first request is refused: nothing was added', async () => {
    server.fail('rate limit');
    const block = Array.from({ length: 101 }, (_, n) => line(n));
    const error = await failure(
      notion.createBlock({ token, parent: PAGE, block }, { ...at(), retries: 0 }),
      HttpError,
    );
    expect(error.message).not.toContain('blocks were added');
    expect(error.partial).toBeUndefined();
  });

  test('on a command line say it in its words', async () => {
    const file = join(home, 'blocks.json');
    const blocks = Array.from({ length: 102 }, (_, n) => (n < 101 ? line(n) : { type: 'x' }));
    await writeFile(file, JSON.stringify(blocks));
    const config = `{'baseUrl':'${server.url}'}`;
    const call = ['notion', 'CreateBlock', '--token', token, '--page', PAGE, '--config', config];
    const { status, stderr } = await oint([...call, '--block', file]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /100 of the 102 blocks were added\. .* --block\[100\] and those behind it, with --prev [-\w]+\./,
    );
  });

  test('are copied by their ID, without what Notion adds', async () => {
    const [one] = (await notion.createBlock({ token, parent: PAGE, block: line(1) }, at()))
      .results as [{ id: string }];
    const bare = await notion.returnBlock({ token, block: one.id }, at());
    expect(Object.keys(bare)).toEqual(['object', 'type', 'paragraph']);
    await notion.createBlock({ token, parent: PAGE, block: one.id }, at());
    expect(sent(server.requests.length - 1).children[0]).toMatchObject({ type: 'paragraph' });
  });

  test('long text is split, but never inside a character', () => {
    const pieces = richText(`${'x'.repeat(1999)}😀${'y'.repeat(10)}`);
    expect(pieces.map(({ text }) => text.content.length)).toEqual([1999, 12]);
  });
});

describe('a pasted ID', () => {
  test('can be the URL of a page', async () => {
    const page = 'https://www.notion.so/acme/Notes-5983378728cf4fdf8782e53db20768a5?v=1#x';
    await notion.getPage({ token, page }, at());
    expect(asked()).toEqual(['GET /v1/pages/5983378728cf4fdf8782e53db20768a5']);
  });
});

describe('an error from Notion', () => {
  test('has its code, its message and a hint', async () => {
    server.fail({ wrong: 'not found', message: 'Could not find page with ID: 1.' });
    const error = await failure(notion.getPage({ token, page: PAGE }, at()), HttpError);
    expect(error).toMatchObject({ status: 404, reason: 'object_not_found' });
    expect(error.message).toContain('object_not_found: Could not find page with ID: 1.');
    expect(error.hint).toContain('share the page or database with the integration');
  });

  test('that is a rate limit is retried', async () => {
    server.fail({ wrong: 'rate limit', message: 'slow down' });
    await notion.userList({ token }, { ...at(), retries: 1 });
    expect(server.requests).toHaveLength(2);
  });
});
