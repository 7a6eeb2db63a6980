import { describe, expect, it } from 'vitest';
import { HttpError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { nextVariant, retryVariants } from './retry-variants.js';

const inline = async (url: string) => `data:image/png;base64,(${url})`;

/** What is sent after a refusal with this message. */
async function next(json: JsonRecord, words: string, given: JsonRecord = {}, original = json) {
  return (await nextVariant({ json, original, given, words, inline }))?.json;
}

function refusal(message: string, status = 400): HttpError {
  return new HttpError({ message, status, headers: {}, body: { error: { message } } });
}

/** Retries with a server that sends these messages in turn; `undefined` is a success. */
async function retrying(json: JsonRecord, answers: readonly (Error | undefined)[]) {
  const sent: JsonRecord[] = [];
  const send = async (one: JsonRecord) => {
    const answer = answers[sent.push(one) - 1];
    if (answer) throw answer;
    return 'answer';
  };
  const done = await retryVariants(json, { send, given: {}, inline, onChange: () => {} }).catch(
    (error: unknown) => ({ error }),
  );
  return { sent, ...done } as { sent: JsonRecord[]; answer?: string; error?: unknown };
}

const user = { role: 'user', content: 'Hi' };
const schema = { type: 'object', required: ['a'] };
const strict = { name: 'x', strict: true, schema };

describe('a refused request', () => {
  it('is only changed where it was refused, and the original is not changed', async () => {
    const json = Object.freeze({
      model: 'm',
      temperature: 0.2,
      messages: Object.freeze([
        Object.freeze({ role: 'developer', content: 'x', name: 'n' }),
        user,
      ]),
    });
    expect(await next(json, 'unknown variant `developer`')).toEqual({
      model: 'm',
      temperature: 0.2,
      messages: [{ role: 'system', content: 'x', name: 'n' }, user],
    });
  });

  it.each<[string, JsonRecord, string, JsonRecord?]>([
    [
      'the caller’s own stream_options',
      { stream_options: {} },
      'stream_options',
      { stream_options: {} },
    ],
    ['something that has no other form', { temperature: 9 }, 'temperature must be ≤ 2'],
    ['a missing model', { model: 'x', messages: [user] }, 'model "x" not found'],
    ['a developer role that is not used', { messages: [user] }, 'unknown role developer'],
    [
      'a limit that is too high',
      { max_tokens: 9e9 },
      'max_tokens is too large: this model has 4096',
    ],
    [
      'missing reasoning',
      { messages: [{ role: 'assistant', reasoning_content: 'x' }] },
      'The reasoning_content in the thinking mode must be passed back to the API.',
    ],
    [
      'a strict schema that is not valid',
      { response_format: { type: 'json_schema', json_schema: strict } },
      "Invalid schema for response_format 'x'",
    ],
    [
      'an embedded image',
      {
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,x' } }] },
        ],
      },
      'invalid image input',
    ],
  ])('is not changed: %s', async (_, json, words, given) => {
    expect(await next(json, words, given)).toBeUndefined();
  });

  it('goes from a schema to any JSON to the prompt, and tells the model once', async () => {
    const json = {
      messages: [user],
      response_format: { type: 'json_schema', json_schema: { schema } },
    };
    const words = 'response_format is not supported';
    const second = (await next(json, words))!;
    expect(second.response_format).toEqual({ type: 'json_object' });
    const [system, asked] = second.messages as JsonRecord[];
    expect(system).toMatchObject({ role: 'system' });
    expect(String(system?.content)).toContain(JSON.stringify(schema));
    expect(asked).toEqual(user);
    const third = (await next(second, words, {}, json))!;
    expect(third).toEqual({ messages: second.messages });
    expect(await next(third, words, {}, json)).toBeUndefined();
  });

  const call = (more: object, inner: object = {}) => ({
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}', ...inner }, ...more },
    ],
  });

  it.each<[string, string, object, object | undefined]>([
    [
      'the fields that the error names',
      "property 'reasoning' is unsupported",
      { role: 'assistant', content: 'x', reasoning: 'r', reasoning_details: [1] },
      { role: 'assistant', content: 'x', reasoning_details: [1] },
    ],
    [
      'a field of a call',
      'Unknown name "extra_content" at messages[1].tool_calls[0]: Cannot find field.',
      { ...call({ extra_content: { s: 1 } }), annotations: [1] },
      { ...call({}), annotations: [1] },
    ],
    [
      'all of a server’s own, if none is named',
      'messages[0]: additional properties are not allowed',
      { ...call({ signature: 's' }, { thought: 't' }), reasoning: 'r', refusal: 'n' },
      call({}),
    ],
    [
      'reasoning that a server does not want back',
      'Please remove the reasoning_content from your message to reduce network traffic.',
      { role: 'assistant', content: 'x', reasoning_content: 'r' },
      { role: 'assistant', content: 'x' },
    ],
    [
      'an empty content that must be a text',
      'messages.0.content: Input should be a valid string',
      call({}),
      { ...call({}), content: '' },
    ],
    [
      'nothing of a reply if an option is refused',
      "Unsupported parameter: 'reasoning_effort' is unknown to this model",
      { role: 'assistant', content: 'x', reasoning: 'r' },
      undefined,
    ],
  ])('drops or changes in a reply: %s', async (_, words, reply, changed) => {
    const json = { messages: [reply, user] };
    const wanted = changed && { messages: [changed, user] };
    expect(await next(json, words)).toEqual(wanted);
  });

  it('joins two questions without a reply in between', async () => {
    const part = { type: 'image_url', image_url: { url: 'data:,x' } };
    const second = { role: 'user', content: [part] };
    const json = { messages: [user, { role: 'user', content: 'And?' }, second] };
    const words = 'Conversation roles must alternate user/assistant/user/assistant/...';
    const content = [{ type: 'text', text: 'Hi\n\nAnd?' }, part];
    expect(await next(json, words)).toEqual({ messages: [{ role: 'user', content }] });
  });

  it('adds the required format to the system message', async () => {
    const messages = [{ role: 'system', content: 'Be brief.' }, user];
    const json = { messages, response_format: { type: 'json_object' } };
    const changed = await next(json, 'response_format unavailable');
    expect(changed).toMatchObject({
      messages: [{ role: 'system', content: expect.stringMatching(/^Be brief\.\n\n.*JSON/) }, user],
    });
    expect(changed).not.toHaveProperty('response_format');
  });

  it('embeds each image once, with its other fields', async () => {
    const part = (url: string) => ({ type: 'image_url', image_url: { url, detail: 'low' } });
    const content = [
      part('http://a/1.png'),
      part('http://a/1.png'),
      part('data:image/png;base64,A'),
    ];
    const fetched: string[] = [];
    const json = { messages: [{ role: 'user', content }] };
    const found = await nextVariant({
      json,
      original: json,
      given: {},
      words: 'invalid image input',
      inline: async (url) => {
        fetched.push(url);
        return 'data:image/png;base64,B';
      },
    });
    expect(fetched).toEqual(['http://a/1.png']);
    const [b, a] = [part('data:image/png;base64,B'), part('data:image/png;base64,A')];
    expect(found?.json).toEqual({ messages: [{ role: 'user', content: [b, b, a] }] });
  });
});

describe('retrying', () => {
  const json = {
    stream_options: { include_usage: true },
    messages: [{ role: 'developer', content: 'x' }, user],
  };

  it('continues while something else is refused', async () => {
    const { sent, answer } = await retrying(json, [
      refusal('stream_options: extra'),
      refusal('Unexpected message role.', 500),
      undefined,
    ]);
    expect(answer).toBe('answer');
    expect(sent.at(-1)).toEqual({ messages: [{ role: 'system', content: 'x' }, user] });
  });

  it('ends with the first error if nothing helps', async () => {
    const [first, second] = [refusal('stream_options: extra'), refusal('still: stream_options')];
    expect((await retrying(json, [first, second])).error).toBe(first);
  });

  it('ends with a later error if that is about something else', async () => {
    const [first, second] = [refusal('stream_options: extra'), refusal('no such model')];
    expect((await retrying(json, [first, second])).error).toBe(second);
    const aborted = new Error('aborted');
    expect((await retrying(json, [first, aborted])).error).toBe(aborted);
  });

  it('does not start after another error', async () => {
    for (const error of [
      refusal('stream_options', 403),
      refusal('developer', 429),
      new Error('x'),
    ]) {
      const { sent, error: thrown } = await retrying(json, [error]);
      expect(thrown).toBe(error);
      expect(sent.length).toBe(1);
    }
  });
});
