import OpenAI, { APIError, NotFoundError } from 'openai';
import { describe, expect, it } from 'vitest';
import { ask, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';

const client = new OpenAI({
  baseURL: 'http://local/v1',
  apiKey: 'x',
  fetch: embedded as typeof fetch,
  maxRetries: 0,
}).beta;
const model = 'oint-guide';
const question = { role: 'user' as const, content: 'How do I upload a file?' };

describe('threads of the embedded server', () => {
  it('are created, retrieved, updated and deleted, with everything in them', async () => {
    const made = await client.threads.create({ messages: [question], metadata: { a: 'b' } });
    expect(made).toMatchObject({ object: 'thread', metadata: { a: 'b' } });
    const changed = await client.threads.update(made.id, { metadata: { c: 'd' } });
    expect(changed).toEqual({ ...made, metadata: { c: 'd' } });
    expect(await client.threads.retrieve(made.id)).toEqual(changed);
    const [message] = (await client.threads.messages.list(made.id)).data;
    expect(await client.threads.delete(made.id)).toMatchObject({ deleted: true });
    await failure(client.threads.retrieve(made.id), NotFoundError);
    await failure(client.threads.messages.list(made.id), NotFoundError);
    await failure(
      client.threads.messages.retrieve(message!.id, { thread_id: made.id }),
      NotFoundError,
    );
    expect(await client.threads.create()).toMatchObject({ metadata: {} });
  });

  it('contain messages', async () => {
    const { id } = await client.threads.create();
    const first = await client.threads.messages.create(id, question);
    const parts = [
      { type: 'text' as const, text: 'one' },
      { type: 'text' as const, text: 'two' },
    ];
    const second = await client.threads.messages.create(id, { role: 'assistant', content: parts });
    expect(second.content).toHaveLength(2);
    const texts = [];
    for await (const { content } of client.threads.messages.list(id, { order: 'asc', limit: 1 })) {
      texts.push(content.map((part) => (part.type === 'text' ? part.text.value : '')).join(' '));
    }
    expect(texts).toEqual([question.content, 'one two']);
    const at = { thread_id: id };
    expect(await client.threads.messages.retrieve(first.id, at)).toEqual(first);
    expect(await client.threads.messages.delete(first.id, at)).toMatchObject({ deleted: true });
    expect((await client.threads.messages.list(id)).data).toEqual([second]);
  });

  it("get replies from the assistant's model", async () => {
    const assistant = await client.assistants.create({ model, instructions: 'Be short.' });
    const { id } = await client.threads.create({ messages: [question] });
    const run = await client.threads.runs.createAndPoll(id, { assistant_id: assistant.id });
    expect(run).toMatchObject({ status: 'completed', model, instructions: 'Be short.' });
    const system = { role: 'system', content: 'Be short.' };
    const chat = await ask('POST', '/v1/chat/completions', { model, messages: [system, question] });
    expect(run.usage).toEqual(chat.body.usage);
    const [answer] = (await client.threads.messages.list(id)).data;
    const [choice] = chat.body.choices as { message: { content: string } }[];
    expect(answer).toMatchObject({
      role: 'assistant',
      assistant_id: assistant.id,
      run_id: run.id,
      content: [{ type: 'text', text: { value: choice!.message.content } }],
    });
    expect((await client.threads.runs.list(id)).data).toEqual([run]);
    expect(await client.threads.runs.retrieve(run.id, { thread_id: id })).toEqual(run);

    const together = await client.threads.createAndRun({
      assistant_id: assistant.id,
      thread: { messages: [question] },
    });
    expect(together.status).toBe('completed');
    expect((await client.threads.messages.list(together.thread_id)).data).toHaveLength(2);
  });

  it('report what they do not support', async () => {
    const { id } = await client.threads.create();
    const tools = [{ type: 'function' as const, function: { name: 'look_up' } }];
    const assistant = await client.assistants.create({ model, tools });
    const assistant_id = assistant.id;
    const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } };
    const cases = [
      client.threads.runs.create(id, { assistant_id }),
      client.threads.runs.create(id, { assistant_id, stream: true }),
      client.threads.messages.create(id, { role: 'user', content: [image] }),
      client.threads.runs.cancel('run_1', { thread_id: id }),
    ];
    for (const refused of cases) {
      expect(await failure(refused, APIError)).toMatchObject({ status: 501, code: 'not_served' });
    }
    const wrong = client.threads.runs.create(id, { assistant_id: 'asst_none' });
    await failure(wrong, NotFoundError);
    const unknown = client.threads.runs.create('thread_none', { assistant_id });
    await failure(unknown, NotFoundError);
  });

  it.each([
    [{ role: 'system', content: 'x' }, 'role'],
    [{ role: 'user' }, 'content'],
    [{ role: 'user', content: [7] }, 'content'],
    [{ role: 'user', content: 'x', metadata: 7 }, 'metadata'],
  ])('refuse the message %j', async (message, param) => {
    const { id } = await client.threads.create();
    const { status, body } = await ask('POST', `/v1/threads/${id}/messages`, message);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param });
  });
});
