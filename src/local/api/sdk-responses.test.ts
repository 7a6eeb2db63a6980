import { APIError, NotFoundError, toFile } from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PNG } from '../../../test/support/definitions.js';
import { answers, documentNote, withParrot } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import { officialClient } from '../../../test/support/official-client.js';

const client = officialClient();
const model = 'oint-guide';
const input = 'How do I upload a file?';
const weather = {
  type: 'function' as const,
  name: 'weather',
  description: 'Tells the weather in a city',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

describe('with OpenAI’s own client, responses', () => {
  it('are created, stored, listed and deleted', async () => {
    const response = await client.responses.create({ model, input });
    expect(response.output_text).toMatch(/^UploadFile \(openai\)/);
    const again = await client.responses.retrieve(response.id);
    expect(again.output_text).toBe(response.output_text);
    const items = [];
    for await (const item of client.responses.inputItems.list(response.id)) items.push(item);
    expect(items).toHaveLength(1);
    await client.responses.delete(response.id);
    await failure(client.responses.retrieve(response.id), NotFoundError);
  });

  it('stream events that its helper assembles', async () => {
    const types = new Set<string>();
    const stream = client.responses.stream({ model, input });
    let text = '';
    stream.on('response.output_text.delta', ({ delta }) => (text += delta));
    for await (const { type } of stream) types.add(type);
    const response = await stream.finalResponse();
    expect(response.output_text).toBe(text);
    expect(types).toContain('response.completed');
    const made = await client.responses.create({ model, input });
    expect(made.output_text).toBe(text);
  });

  it('call tools and continue with their outputs', async () => {
    const tools = [weather];
    const stream = client.responses.stream({ model, input: 'The weather in Paris, please', tools });
    const { id, output } = await stream.finalResponse();
    const [call] = output;
    expect(call).toMatchObject({ type: 'function_call', parsed_arguments: { city: 'Paris' } });
    if (call?.type !== 'function_call') throw new Error('no call');
    const result = { type: 'function_call_output' as const, call_id: call.call_id, output: '21' };
    const ended = await client.responses.create({
      ...{ model, tools, input: [result], previous_response_id: id },
    });
    expect(ended.output_text).toBe('21');
    // Sending the whole conversation again works too.
    const { parsed_arguments: _, ...plain } = call;
    const whole = [{ role: 'user' as const, content: 'The weather in Paris' }, plain, result];
    expect((await client.responses.create({ model, tools, input: whole })).output_text).toBe('21');
  });

  it('are parsed with a zod schema', async () => {
    const person = z.object({ name: z.string(), born: z.number() });
    const parsed = await client.responses.parse({
      ...{ model, input: 'Ada Lovelace was born in 1815.' },
      text: { format: zodTextFormat(person, 'person') },
    });
    expect(parsed.output_parsed).toEqual({ name: 'Ada Lovelace', born: 1815 });
  });

  it('accept images and files by ID', async () => {
    const keep = async (name: string, bytes: Buffer) =>
      (await client.files.create({ file: await toFile(bytes, name), purpose: 'user_data' })).id;
    const content = [
      { type: 'input_text' as const, text: input },
      {
        type: 'input_image' as const,
        detail: 'auto' as const,
        file_id: await keep('a.png', PNG),
      },
      { type: 'input_file' as const, file_id: await keep('a.bin', Buffer.of(0, 255)) },
    ];
    const response = await client.responses.create({ model, input: [{ role: 'user', content }] });
    expect(response.output_text).toContain(`- image/png, ${PNG.length} bytes`);
    expect(response.output_text).toContain('- a.bin, ');
  });

  it('are cancelled', async () => {
    const { fetch, parrot } = withParrot();
    const own = officialClient(fetch);
    const { id } = await own.responses.create({ model: 'parrot', input: 'WAIT', background: true });
    await parrot.untilWaiting(1);
    expect((await own.responses.cancel(id)).status).toBe('cancelled');
  });

  it('report failures', async () => {
    const own = officialClient(withParrot().fetch);
    const asked = { model: 'parrot', input: 'one BREAK' };
    const stream = await own.responses.create({ ...asked, stream: true });
    const types = [];
    for await (const event of stream) types.push(event.type);
    expect(types.at(-1)).toBe('response.failed');
    expect(await failure(own.responses.create(asked), APIError)).toMatchObject({ status: 500 });
  });
});

it.skipIf(!answers)(`all of it matches OpenAI's document${documentNote}`, () => {
  expect(answers!.checked).toBeGreaterThan(100);
});
