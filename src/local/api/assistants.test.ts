import OpenAI, { NotFoundError } from 'openai';
import { describe, expect, it } from 'vitest';
import { ask, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import * as openai from '../../services/openai/index.js';

const client = new OpenAI({
  baseURL: 'http://local/v1',
  apiKey: 'x',
  fetch: embedded as typeof fetch,
  maxRetries: 0,
}).beta.assistants;
const model = 'oint-guide';

describe('assistants of the embedded server', () => {
  it('are created, retrieved, updated, deleted and listed', async () => {
    const tools = [{ type: 'function' as const, function: { name: 'look_up' } }];
    const made = await client.create({ model, name: 'Tutor', metadata: { a: 'b' }, tools });
    expect(made).toMatchObject({
      object: 'assistant',
      model,
      name: 'Tutor',
      description: null,
      tools,
      metadata: { a: 'b' },
    });
    expect(await client.retrieve(made.id)).toEqual(made);

    const changed = await client.update(made.id, { instructions: 'Be patient.', name: null });
    expect(changed).toEqual({ ...made, instructions: 'Be patient.', name: null });
    expect(await client.retrieve(made.id)).toEqual(changed);

    const second = await client.create({ model });
    const ids = [];
    for await (const { id } of client.list({ limit: 1 })) ids.push(id);
    expect(ids).toEqual([second.id, made.id]);
    const oldest = await client.list({ order: 'asc' });
    expect(oldest.data.map(({ id }) => id)).toEqual([made.id, second.id]);

    for (const { id } of [made, second]) {
      expect(await client.delete(id)).toEqual({ id, object: 'assistant.deleted', deleted: true });
      await failure(client.retrieve(id), NotFoundError);
      await failure(client.delete(id), NotFoundError);
    }
  });

  it('work with the methods of OInt', async () => {
    const to = { url: 'local', token: '' };
    const { id } = await openai.createAssistant({
      ...to,
      model,
      name: 'Tutor',
      instructions: 'Hi',
    });
    expect(await openai.retrieveAssistant({ ...to, id })).toMatchObject({ name: 'Tutor' });
    expect((await openai.getAssistantsList(to)).data).toHaveLength(1);
    expect(await openai.deleteAssistant({ ...to, id })).toMatchObject({ deleted: true });
    expect((await openai.getAssistantsList(to)).data).toEqual([]);
  });

  it.each([
    [{}, 'model'],
    [{ model: 'oint-hash' }, 'model'],
    [{ model, name: 7 }, 'name'],
    [{ model, name: 'x'.repeat(257) }, 'name'],
    [{ model, tools: [{ type: 'magic' }] }, 'tools'],
    [{ model, tools: [{ type: 'function' }] }, 'tools'],
    [{ model, temperature: 3 }, 'temperature'],
    [{ model, metadata: { a: 1 } }, 'metadata'],
    [{ model, tool_resources: { file_search: { vector_stores: [] } } }, 'tool_resources'],
    [{ model, response_format: 'json' }, 'response_format'],
  ])('are refused for %j', async (request, param) => {
    const { status, body } = await ask('POST', '/v1/assistants', request);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['order=up', 'order'],
    ['after=asst_none', 'after'],
  ])('are not listed for %s', async (query, param) => {
    const { status, body } = await ask('GET', `/v1/assistants?${query}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param });
  });
});
