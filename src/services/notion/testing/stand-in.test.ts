import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Values } from '../../../../test/stand-in/description.js';
import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import type { StandIn } from '../../../../test/stand-in/server.js';
import { descriptions, start, TOKEN } from './stand-in.js';

const [NEW, OLD] = ['2025-09-03', '2022-06-28'];
const PARENT = { type: 'page_id', page_id: '1429989f-e8ac-4eff-bc8f-57f56486db54' };

let notion: StandIn;
beforeAll(async () => {
  notion = await start();
});
beforeEach(() => notion.reset());

interface Sent {
  body?: unknown;
  version?: string;
  token?: string;
}

async function call(verb: string, path: string, { body, version = NEW, token = TOKEN }: Sent = {}) {
  const answer = await fetch(`${notion.url}/v1${path}`, {
    method: verb,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(version && { 'notion-version': version }),
      'content-type': 'application/json',
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Values & { results: Values[] } };
}

const text = (content: string) => [{ type: 'text', text: { content } }];
const paragraph = (content: string) => ({
  object: 'block',
  type: 'paragraph',
  paragraph: { rich_text: text(content) },
});

describe('Notion rejects', () => {
  const append = (children: unknown[]) =>
    call('PATCH', '/blocks/b1/children', { body: { children } });

  it.each<[string, () => ReturnType<typeof call>, number, string]>([
    ['no token', () => call('GET', '/users', { token: '' }), 401, 'unauthorized'],
    ['no version', () => call('GET', '/users', { version: '' }), 400, 'missing_version'],
    [
      'an unknown version',
      () => call('GET', '/users', { version: '2020-01-01' }),
      400,
      'validation_error',
    ],
    ['an unknown path', () => call('GET', '/nothing'), 400, 'invalid_request_url'],
    ['a body that is a list', () => call('POST', '/pages', { body: [] }), 400, 'invalid_json'],
    [
      'an unknown nested name',
      () => append([{ paragraph: { rich_text: [], colour: 'red' } }]),
      400,
      'validation_error',
    ],
    ['an unknown block type', () => append([{ type: 'poem', poem: {} }]), 400, 'validation_error'],
    [
      'more than 100 blocks',
      () => append(Array(101).fill(paragraph('x'))),
      400,
      'validation_error',
    ],
    [
      'more than 2,000 characters',
      () => append([paragraph('x'.repeat(2001))]),
      400,
      'validation_error',
    ],
    ['a page of more than 100', () => call('GET', '/users?page_size=101'), 400, 'validation_error'],
    [
      'a body from a newer version',
      () =>
        call('POST', '/databases', {
          version: OLD,
          body: { parent: PARENT, initial_data_source: { properties: {} } },
        }),
      400,
      'validation_error',
    ],
  ])('%s', async (_, send, status, code) => {
    const refused = await send();
    expect(refused).toMatchObject({ status, body: { object: 'error', status, code } });
    expect(Object.keys(refused.body)).toEqual(expect.arrayContaining(['message', 'request_id']));
  });

  it('too many requests, and says how long to wait', async () => {
    notion.fail('rate limit');
    const answer = await fetch(`${notion.url}/v1/users`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
  });
});

describe('Notion stores', () => {
  it('pages, and the blocks from their creation', async () => {
    const properties = { title: { title: [{ text: { content: 'Tea' } }] } };
    const made = await call('POST', '/pages', {
      body: { parent: PARENT, properties, children: [paragraph('Hi')] },
    });
    const shown = {
      object: 'page',
      parent: PARENT,
      properties: { title: { type: 'title', title: [{ plain_text: 'Tea' }] } },
    };
    expect(made.body).toMatchObject(shown);
    const id = String(made.body.id);
    expect((await call('GET', `/pages/${id.replaceAll('-', '')}`)).body).toEqual(made.body);
    await call('PATCH', `/pages/${id}`, { body: { in_trash: true } });
    expect((await call('GET', `/pages/${id}`)).body).toMatchObject({ ...shown, in_trash: true });
    const { body } = await call('GET', `/blocks/${id}/children`);
    expect(body).toMatchObject({
      results: [{ type: 'paragraph', paragraph: { rich_text: [{ plain_text: 'Hi' }] } }],
    });
  });

  it('blocks, and lists them page by page; a deleted one can still be read', async () => {
    const children = ['a', 'b', 'c'].map(paragraph);
    const { body } = await call('PATCH', '/blocks/b1/children', { body: { children } });
    const [first, , third] = body.results.map(({ id }) => id);
    const page = await call('GET', '/blocks/b1/children?page_size=2');
    expect(page.body).toMatchObject({ has_more: true, results: [{ id: first }, {}] });
    const rest = await call(
      'GET',
      `/blocks/b1/children?page_size=2&start_cursor=${page.body.next_cursor}`,
    );
    expect(rest.body).toMatchObject({
      has_more: false,
      next_cursor: null,
      results: [{ id: third }],
    });
    expect((await call('DELETE', `/blocks/${first}`)).body).toMatchObject({ in_trash: true });
    expect((await call('GET', `/blocks/${first}`)).body).toMatchObject({
      id: first,
      in_trash: true,
    });
    expect((await call('GET', '/blocks/b1/children')).body.results).toHaveLength(2);
  });

  it('databases and their data sources, which are the same in an older version', async () => {
    const properties = { Name: { title: {} }, Price: { number: { format: 'euro' } } };
    const title = text('Teas');
    const body = { parent: PARENT, title, initial_data_source: { properties } };
    const made = (await call('POST', '/databases', { body })).body;
    const [source] = made.data_sources as { id: string; name: string }[];
    expect(source!.name).toBe('Teas');
    const columns = {
      Name: { type: 'title' },
      Price: { type: 'number', number: { format: 'euro' } },
    };
    expect((await call('GET', `/data_sources/${source!.id}`)).body).toMatchObject({
      properties: columns,
    });
    const old = () => call('GET', `/databases/${made.id}`, { version: OLD });
    expect((await old()).body).toMatchObject({
      title: [{ plain_text: 'Teas' }],
      properties: columns,
    });
    const parent = { type: 'database_id', database_id: made.id };
    await call('POST', '/data_sources', { body: { parent, properties } });
    const refused = await old();
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation_error' } });
    expect(refused.body.message).toContain('multiple data sources');
    expect(refused.body.additional_data).toMatchObject({
      child_data_source_ids: [source!.id, expect.any(String)],
    });
  });
});

describe.each(Object.entries(descriptions))('%s', (version, description) => {
  testEveryOperation(start, {
    description,
    headers: { authorization: `Bearer ${TOKEN}`, 'notion-version': version },
    url: ({ url }, path) => `${url}${path}`,
    isRefusal: (status, { object, code }) =>
      status === 400 && object === 'error' && code === 'validation_error',
  });
});
