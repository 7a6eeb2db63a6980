import { APIError, BadRequestError, NotFoundError } from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answers, documentNote, withParrot } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import { officialClient } from '../../../test/support/official-client.js';
import { app } from '../app.js';

const client = officialClient();
const user = (content: string) => [{ role: 'user' as const, content }];
const model = 'oint-guide';
const request = { model, messages: user('Which models are there?') };

/** The client's types lack them. */
const notesOf = (completion: object) => (completion as { metadata?: unknown }).metadata;

describe('with OpenAI’s own client, chat', () => {
  it('answers', async () => {
    const { choices, usage, _request_id } = await client.chat.completions.create(request);
    expect(choices[0]!.message.content).toContain('GetModelList (openai): Lists the models');
    expect(usage!.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens);
    expect(_request_id).toMatch(/^req_/);
  });

  it('streams', async () => {
    const options = { include_usage: true };
    const stream = client.chat.completions.stream({ ...request, stream_options: options });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    const whole = await client.chat.completions.create(request);
    expect(text).toBe(whole.choices[0]!.message.content);
    expect((await stream.finalChatCompletion()).usage).toEqual(whole.usage);
  });

  const weather = (asked: string[]) => ({
    type: 'function' as const,
    function: {
      name: 'weather',
      description: 'Tells the weather in a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      parse: JSON.parse,
      function: ({ city }: { city: string }) => {
        asked.push(city);
        return `${city.length} °C`;
      },
    },
  });

  it.each([false, true])('runs tools, streamed: %s', async (isStreamed) => {
    const asked: string[] = [];
    const messages = user('What is the weather in Paris and in Oslo?');
    const tools = [weather(asked)];
    const runner = isStreamed
      ? client.chat.completions.runTools({ model, messages, tools, stream: true })
      : client.chat.completions.runTools({ model, messages, tools });
    expect(await runner.finalContent()).toBe('Paris: 5 °C\nOslo: 4 °C');
    expect(asked).toEqual(['Paris', 'Oslo']);
  });

  it('parses replies and arguments with zod schemas', async () => {
    const person = z.object({
      name: z.string(),
      born: z.number().int(),
      died: z.number().nullable(),
    });
    const parsed = await client.chat.completions.parse({
      model,
      messages: user('Ada Lovelace, born in 1815'),
      response_format: zodResponseFormat(person, 'person'),
    });
    const ada = { name: 'Ada Lovelace', born: 1815, died: null };
    expect(parsed.choices[0]!.message.parsed).toEqual(ada);
    const refused = await client.chat.completions.parse({
      model,
      messages: user('Hello!'),
      response_format: zodResponseFormat(person, 'person'),
    });
    expect(refused.choices[0]!.message).toMatchObject({ parsed: null });
    expect(refused.choices[0]!.message.refusal).toContain('"born"');
    const add = zodFunction({ name: 'add_person', parameters: person });
    const called = await client.chat.completions.parse({
      ...{ model, messages: user('Add the person Ada Lovelace, born in 1815'), tools: [add] },
    });
    expect(called.choices[0]!.message.tool_calls![0]!.function.parsed_arguments).toEqual(ada);
  });

  it('stores completions on request', async () => {
    const kept = [];
    for (const name of ['a', 'b', 'c']) {
      kept.push(
        await client.chat.completions.create({ ...request, store: true, metadata: { name } }),
      );
    }
    await client.chat.completions.create(request);
    const listed = [];
    for await (const one of client.chat.completions.list({ limit: 2 })) {
      listed.push(notesOf(one));
    }
    expect(listed).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    const some = await client.chat.completions.list({ metadata: { name: 'b' }, order: 'desc' });
    expect(some.data.map(({ id }) => id)).toEqual([kept[1]!.id]);
    const { id } = kept[1]!;
    expect(await client.chat.completions.retrieve(id)).toMatchObject({ choices: kept[1]!.choices });
    const metadata = { name: 'd' };
    expect(notesOf(await client.chat.completions.update(id, { metadata }))).toEqual(metadata);
    // The OpenAPI document gives every message the assistant's role, so this is not compared with
    // it.
    const plain = officialClient(async (to, init) => app.fetch(new Request(to, init)));
    const { data } = await plain.chat.completions.messages.list(id);
    expect(data).toMatchObject([{ role: 'user', content: 'Which models are there?' }]);
    expect(await client.chat.completions.delete(id)).toMatchObject({ id, deleted: true });
    await failure(client.chat.completions.retrieve(id), NotFoundError);
    await failure(client.chat.completions.delete(id), NotFoundError);
  });

  it('stores a streamed one, too', async () => {
    const stream = await client.chat.completions.create({ ...request, store: true, stream: true });
    let id = '';
    let text = '';
    for await (const chunk of stream) {
      id = chunk.id;
      text += chunk.choices[0]?.delta.content ?? '';
    }
    const { choices } = await client.chat.completions.retrieve(id);
    expect(choices[0]!.message.content).toBe(text);
  });

  it('reports errors, before and in the middle of a stream', async () => {
    const { fetch, parrot } = withParrot();
    const own = officialClient(fetch);
    const long = { model: 'parrot', messages: user('a '.repeat(60)), stream: true as const };
    expect(await failure(own.chat.completions.create(long), BadRequestError)).toMatchObject({
      code: 'context_length_exceeded',
    });
    const broken = await own.chat.completions.create({ ...long, messages: user('one BREAK') });
    const read = async () => {
      for await (const _ of broken);
    };
    expect((await failure(read(), APIError)).message).toContain('the parrot broke down');
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = own.chat.completions.create(
      { model: 'parrot', messages: user('WAIT') },
      { signal },
    );
    // In-process there is no connection to cut: the server reports that it was stopped.
    const ended = failure(waiting, APIError);
    await parrot.untilWaiting(1);
    controller.abort();
    await ended;
    expect(parrot.stopped).toBe(1);
  });

  it('completes and streams plain text', async () => {
    const own = officialClient(withParrot().fetch);
    const asked = { model: 'parrot', prompt: ['one two', 'three'] };
    const { choices } = await own.completions.create(asked);
    expect(choices.map(({ text }) => text)).toEqual(['one two', 'three']);
    let text = '';
    for await (const chunk of await own.completions.create({ ...asked, stream: true })) {
      text += chunk.choices[0]?.text;
    }
    expect(text).toBe('one twothree');
  });
});

it.skipIf(!answers)(`all of it matches OpenAI's document${documentNote}`, () => {
  expect(answers!.checked).toBeGreaterThan(100);
});
