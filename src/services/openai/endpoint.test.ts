import { beforeEach, describe, expect, it } from 'vitest';
import { completion, OpenAiServer } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { InputError } from '../../core/errors/errors.js';
import { endpoint } from './endpoint.js';
import * as openai from './index.js';

const server = await OpenAiServer.start();
beforeEach(() => server.reset());

describe('the address of a server', () => {
  const paths: [given: string, reached: string][] = [
    ['', '/v1/models'],
    ['/', '/v1/models'],
    ['//', '/v1/models'],
    ['/localai', '/localai/v1/models'],
    ['/localai/', '/localai/v1/models'],
    ['/v1', '/v1/models'],
    ['/v1/', '/v1/models'],
    ['/localai/v1', '/localai/v1/models'],
    ['/api/paas/v4', '/api/paas/v4/models'],
    ['/api/paas/v4/', '/api/paas/v4/models'],
    ['/v1beta/openai/', '/v1beta/openai/models'],
    ['/openai', '/openai/v1/models'],
    ['/my-v1', '/my-v1/v1/models'],
    ['/with%20space', '/with%20space/v1/models'],
    // An endpoint, as services show it for copying.
    ['/v1/chat/completions', '/v1/models'],
    ['/api/openai/v1/embeddings/', '/api/openai/v1/models'],
    ['/v1/responses', '/v1/models'],
    ['/api/v1//chat/completions', '/api/v1/models'],
    ['/api/v3/audio/speech/', '/api/v3/models'],
    ['/v1/images/generations', '/v1/models'],
    ['/v1/files', '/v1/models'],
    ['/files', '/files/v1/models'],
    ['/chat/completions', '/models'],
  ];
  it.each(paths)('"%s" reaches %s', async (given, reached) => {
    await openai.getModelList({ url: `${server.url}${given}` });
    expect(server.last.path).toBe(reached);
  });

  it('keeps its query, before that of the request', async () => {
    const url = `${server.url}/deployments/one?api-version=2024-10-21#there`;
    await openai.getFilesList({ url, limit: 5 });
    expect(server.last.path).toBe('/deployments/one/v1/files');
    expect([...server.last.query]).toEqual([
      ['api-version', '2024-10-21'],
      ['limit', '5'],
    ]);
  });

  it('may have blanks around it', async () => {
    await openai.getModelList({ url: ` ${server.url}\n` });
    expect(server.last.path).toBe('/v1/models');
  });

  it.each([
    ['localhost:8080', /Did you mean http:\/\/localhost:8080\?/],
    ['127.0.0.1:8080/v1', /Did you mean http:\/\/127\.0\.0\.1:8080\/v1\?/],
    ['api.openai.com', /Did you mean https:\/\/api\.openai\.com\?/],
    ['ftp://example.com', /begins with http:\/\/ or https:\/\/, not "ftp:\/\/example\.com"/],
    ['http://', /begins with http:\/\/ or https:\/\//],
    ['', /is empty/],
    ['  ', /is empty/],
  ])('refuses "%s"', async (url, says) => {
    const failure = openai.getModelList({ url });
    await expect(failure).rejects.toThrow(says);
    await expect(failure).rejects.toBeInstanceOf(InputError);
    expect(server.requests).toEqual([]);
  });

  it.each(['local', 'LOCAL', ' local '])('"%s" is the embedded server', (given) => {
    const { url, transport } = endpoint(given, '/models');
    expect(url.href).toBe('http://local/v1/models');
    expect(transport).toBeTypeOf('function');
  });

  it('encodes an ID as one segment of the path, whatever is in it', async () => {
    const url = server.url;
    await expect(openai.getFileInformation({ url, id: '../models?x=1' })).rejects.toThrow('404');
    expect(server.last.path).toBe('/v1/files/..%2Fmodels%3Fx%3D1');
    server.requests.length = 0;
    for (const id of ['..', '.', '']) {
      await expect(openai.deleteFile({ url, id }), id).rejects.toBeInstanceOf(InputError);
    }
    expect(server.requests).toEqual([]);
  });
});

describe('headers', () => {
  const url = server.url;

  it('carry the token', async () => {
    await openai.getModelList({ url, token: 'sk-1' });
    expect(server.last.headers.authorization).toBe('Bearer sk-1');
  });

  it.each([undefined, ''])('carry no token if it is %j', async (token) => {
    await openai.getModelList({ url, token });
    expect(server.last.headers).not.toHaveProperty('authorization');
  });

  it('of the caller override ours, regardless of case', async () => {
    const headers = { Authorization: 'Api-Key abc', 'OpenAI-Beta': 'none', 'X-Mine': 5 };
    await openai.getAssistantsList({ url, token: 'sk-1', headers });
    expect(server.last.headers).toMatchObject({
      authorization: 'Api-Key abc',
      'openai-beta': 'none',
      'x-mine': '5',
    });
  });

  it('request version 2 of the assistants', async () => {
    await openai.retrieveAssistant({ url, id: 'asst_1' });
    expect(server.last.headers['openai-beta']).toBe('assistants=v2');
  });
});

describe('additional parameters override ours', () => {
  const url = server.url;
  const given = Object.freeze({ model: 'other', extra: [1] });

  it('in JSON', async () => {
    await openai.getResponse({ url, model: 'm', messages: 'Hi', options: given });
    expect(server.last.json()).toMatchObject({ model: 'other', extra: [1] });
    await openai.getEmbeddings({ url, model: 'm', input: 'Hi', options: given });
    expect(server.last.json()).toMatchObject({ model: 'other', extra: [1], input: ['Hi'] });
    await openai.createAssistant({ url, model: 'm', name: 'a', options: given });
    expect(server.last.json()).toEqual({ model: 'other', extra: [1], name: 'a' });
    await openai.getImages({ url, model: 'm', description: given });
    expect(server.last.json()).toEqual(given);
    await openai.generateSpeech({ url, model: 'm', input: 'Hi', options: { voice: 'echo' } });
    expect(server.last.json()).toEqual({ model: 'm', input: 'Hi', voice: 'echo' });
  });

  it('in a query', async () => {
    await openai.getFilesList({ url, options: { limit: 7, purpose: 'vision' } });
    expect([...server.last.query]).toEqual([
      ['limit', '7'],
      ['purpose', 'vision'],
    ]);
  });

  it('and the defaults are the reference’s', async () => {
    await openai.getFilesList({ url });
    expect([...server.last.query]).toEqual([['limit', '10000']]);
    await openai.getAssistantsList({ url });
    expect([...server.last.query]).toEqual([['limit', '20']]);
    await openai.createAssistant({ url, model: 'm', name: '', instructions: '' });
    expect(server.last.json()).toEqual({ model: 'm' });
    await openai.generateSpeech({ url, model: 'm', input: 'Hi' });
    expect(server.last.json()).toEqual({ model: 'm', input: 'Hi', voice: 'alloy' });
  });
});

describe('results', () => {
  const url = server.url;

  it('have lower-case top-level keys, and everything the server sent', async () => {
    const inner = { Kept: { As: 'it is' }, usage: { Prompt_Tokens: 1 } };
    server.on('POST /chat/completions', (_, response) =>
      json(response, { ...completion('Hi'), ID: 'x', System_Fingerprint: 'fp', ...inner }),
    );
    const answer = await openai.getResponse({ url, model: 'm', messages: 'Hi' });
    const { choices, created, model, object } = completion('Hi');
    expect(answer).toEqual({
      ...{ choices, created, model, object },
      id: 'x',
      system_fingerprint: 'fp',
      kept: { As: 'it is' },
      usage: { Prompt_Tokens: 1 },
    });
  });

  it('are lists even if the server responds with a bare array, like LocalAI', async () => {
    const items = [{ id: 'a', New_Field: 1 }];
    for (const route of ['GET /files', 'GET /assistants', 'GET /models']) {
      server.on(route, (_, response) => json(response, items));
    }
    const expected = { object: 'list', data: items };
    expect(await openai.getFilesList({ url })).toEqual(expected);
    expect(await openai.getAssistantsList({ url })).toEqual(expected);
    expect(await openai.getModelList({ url })).toEqual(expected);
  });

  it('have status and headers on request', async () => {
    const full = await openai.getModelList({ url }, { fullResponse: true });
    expect(full.status).toBe(200);
    expect(full.headers['content-type']).toBe('application/json');
    expect(full.body.data[0]?.id).toBe('gpt-5-mini');
  });

  it('of a method that OpenAI has shut down say so, and what to do', async () => {
    server.on('GET /assistants', (_, response) => json(response, { error: 'gone' }, 404));
    const failure = openai.getAssistantsList({ url });
    await expect(failure).rejects.toThrow(/gone.*\n.*2026-08-26.*CreateResponse/s);
  });
});
