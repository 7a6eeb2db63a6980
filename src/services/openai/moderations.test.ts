import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { OpenAiServer } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { InputError } from '../../core/errors/errors.js';
import * as openai from './index.js';

const server = await OpenAiServer.start();
const url = server.url;
const answer = { id: 'modr-1', results: [{ flagged: true }] };
beforeEach(() => {
  server.reset();
  server.on('POST /moderations', (_, response) => json(response, answer));
});

describe('createModeration', () => {
  const picture = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };

  it.each<[string, unknown, unknown]>([
    ['a text', 'Hi', 'Hi'],
    ['texts', ['a', 'b'], ['a', 'b']],
    ['a part', picture, [picture]],
    ['a text among parts', ['a', picture], [{ type: 'text', text: 'a' }, picture]],
  ])('sends %s', async (_, input, sent) => {
    expect(await openai.createModeration({ url, input: input as string })).toEqual(answer);
    expect(server.last.json()).toEqual({ input: sent });
  });

  it('refuses what is neither', async () => {
    const error = await failure(openai.createModeration({ url, input: [1 as never] }), InputError);
    expect(error.message).toContain('input[0] must be text, or a part');
  });
});
