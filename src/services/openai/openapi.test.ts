import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG, PNG } from '../../../test/support/definitions.js';
import { folder } from '../../../test/support/folder.js';
import { OpenAiServer } from '../../../test/support/openai-server.js';
import { OpenApi } from '../../../test/support/openapi.js';
import type { Method } from '../../core/definition/method.js';
import { definitionsOf } from '../../core/definition/service.js';
import * as openai from './index.js';
import { beyond } from './testing/contract.js';

const document = OpenApi.load();
const why = document ? '' : ' (skipped: there is no ../shared/openai/openapi.json)';

const server = await OpenAiServer.start();
const files = await folder();
await writeFile(join(files, 'picture.jpg'), JPEG);
await writeFile(join(files, 'speech.wav'), 'RIFF');
beforeEach(() => server.reset());

interface Case {
  method: Pick<Method<never, unknown>, 'definition'>;
  /** The operation, as the document names it. */
  operation: string;
  /** How the call differs from other calls of the method. */
  variant?: string;
  input: () => object;
  /** A file is uploaded first: its ID is `file-1`. */
  file?: boolean;
  stream?: boolean;
}

const chat = { method: openai.getResponse, operation: 'POST /chat/completions' };
const model = 'gpt-5-mini';
const tools = [{ type: 'function', function: { name: 'time', parameters: { type: 'object' } } }];
const conversation = [
  { role: 'user', content: 'What is 1C:Enterprise?' },
  { role: 'assistant', content: '1C:Enterprise is a full-stack, low-code platform' },
  { role: 'user', content: 'When the first version was released?' },
];
const byFileId = [
  {
    role: 'user',
    content: [
      { type: 'input_image', file_id: 'file-1', detail: 'low' },
      { type: 'input_text', text: 'What is in this image?' },
    ],
  },
];
const byPath = async () => ({
  model,
  messages: await openai.getImageMessageStructure({
    role: 'user',
    file: join(files, 'picture.jpg'),
    prompt: 'What is it?',
  }),
});
const transcription = {
  method: openai.createTranscription,
  operation: 'POST /audio/transcriptions',
};
const whisper = () => ({ model: 'whisper-1', audio: join(files, 'speech.wav') });
const aFile = '/files/{file_id}';
const anAssistant = '/assistants/{assistant_id}';

const cases: Case[] = [
  { ...chat, input: () => ({ model, messages: 'Hello!' }) },
  { ...chat, variant: 'a conversation', input: () => ({ model, messages: conversation }) },
  {
    ...chat,
    variant: 'tools and options',
    input: () => ({
      model,
      messages: 'What time is it?',
      options: { tools, temperature: 0.2, n: 2 },
    }),
  },
  {
    ...chat,
    variant: 'an image by file ID',
    file: true,
    input: () => ({ model, messages: byFileId }),
  },
  { ...chat, variant: 'an image by path', input: byPath },
  { ...chat, variant: 'as a stream', stream: true, input: () => ({ model, messages: 'Hello!' }) },
  {
    method: openai.getImages,
    operation: 'POST /images/generations',
    input: async () => ({
      model: 'gpt-image-1',
      description: await openai.getImageDescriptionStructure({
        prompt: 'Yellow alpaca',
        count: 1,
        background: 'opaque',
        size: '1024x1024',
        options: { quality: 'low' },
      }),
    }),
  },
  {
    method: openai.getEmbeddings,
    operation: 'POST /embeddings',
    input: () => ({
      model: 'text-embedding-3-small',
      input: ['one', 'two'],
      options: { dimensions: 2 },
    }),
  },
  { method: openai.getAssistantsList, operation: 'GET /assistants', input: () => ({}) },
  {
    method: openai.getAssistantsList,
    operation: 'GET /assistants',
    variant: 'with options',
    input: () => ({ limit: 5, options: { order: 'asc', after: 'asst_1' } }),
  },
  {
    method: openai.createAssistant,
    operation: 'POST /assistants',
    input: () => ({
      model,
      name: 'Math tutor',
      instructions: 'Be patient.',
      options: { temperature: 1 },
    }),
  },
  {
    method: openai.createAssistant,
    operation: 'POST /assistants',
    variant: 'with only a model',
    input: () => ({ model }),
  },
  {
    method: openai.retrieveAssistant,
    operation: `GET ${anAssistant}`,
    input: () => ({ id: 'asst_1' }),
  },
  {
    method: openai.deleteAssistant,
    operation: `DELETE ${anAssistant}`,
    input: () => ({ id: 'asst_1' }),
  },
  { method: openai.getFilesList, operation: 'GET /files', input: () => ({}) },
  {
    method: openai.getFilesList,
    operation: 'GET /files',
    variant: 'with options',
    input: () => ({ limit: 3, options: { purpose: 'vision', order: 'desc' } }),
  },
  {
    method: openai.uploadFile,
    operation: 'POST /files',
    input: () => ({ name: 'picture.jpg', data: join(files, 'picture.jpg'), purpose: 'user_data' }),
  },
  {
    method: openai.getFileInformation,
    operation: `GET ${aFile}`,
    file: true,
    input: () => ({ id: 'file-1' }),
  },
  {
    method: openai.downloadFile,
    operation: `GET ${aFile}/content`,
    file: true,
    input: () => ({ id: 'file-1' }),
  },
  {
    method: openai.deleteFile,
    operation: `DELETE ${aFile}`,
    file: true,
    input: () => ({ id: 'file-1' }),
  },
  {
    method: openai.generateSpeech,
    operation: 'POST /audio/speech',
    input: () => ({ model: 'tts-1', input: 'Hello there.', options: { response_format: 'wav' } }),
  },
  { ...transcription, input: whisper },
  {
    ...transcription,
    variant: 'with options',
    input: () => ({
      ...whisper(),
      options: {
        response_format: 'verbose_json',
        temperature: 0.5,
        language: 'en',
        timestamp_granularities: ['word', 'segment'],
        include: ['logprobs'],
        chunking_strategy: { type: 'server_vad', threshold: 0.5 },
      },
    }),
  },
  { method: openai.getModelList, operation: 'GET /models', input: () => ({}) },
];

describe.skipIf(!document)(`the OpenAPI document${why}`, () => {
  it('has a case for every method that sends a request', () => {
    const networked = definitionsOf(openai)
      .filter(({ definition }) => !definition.offline)
      .map(({ definition }) => definition.name);
    const covered = new Set(cases.map(({ method }) => method.definition.name));
    // The rest of the protocol has its cases in openapi-beyond.test.ts.
    expect([...covered, ...beyond].sort()).toEqual(networked.sort());
  });

  for (const { method, operation, variant, input, file, stream } of cases) {
    const { definition } = method;
    it(`accepts ${definition.name}${variant ? `: ${variant}` : ''}`, async () => {
      const url = server.url;
      if (file) await openai.uploadFile({ url, name: 'p.jpg', data: JPEG, purpose: 'vision' });
      server.requests.length = 0;
      const all = { url, token: 'sk-1', ...(await input()) };
      if (stream) for await (const _ of await definition.invokeStream!(all));
      else await definition.invoke(all);

      const seen: string[] = [];
      for (const request of server.requests) {
        const found = await document!.problems(request);
        expect(found.problems, found.operation).toEqual([]);
        seen.push(found.operation);
      }
      expect(seen.at(-1)).toBe(operation);
      expect(server.last.headers.authorization).toBe('Bearer sk-1');
    });
  }

  it('finds errors, so that silence means something', async () => {
    const url = server.url;
    const options = { no_such_field: 1 };
    await openai.getEmbeddings({ url, model: 'm', input: 'x', options });
    const body = await document!.problems(server.last);
    expect(body.problems).toEqual(['the whole must NOT have additional properties']);
    await openai.getFilesList({ url, options: { limit: 'many', colour: 'red' } });
    const query = await document!.problems(server.last);
    expect(query.problems).toEqual([
      '/value must be integer',
      'there is no query parameter colour',
    ]);
    await openai.createTranscription({
      url,
      model: 'm',
      audio: PNG,
      options: { temperature: 'hot' },
    });
    const form = await document!.problems(server.last);
    expect(form.problems).toEqual(['/temperature must be number']);
    expect(() => document!.answerProblems('POST', '/nowhere', {})).toThrow('no POST /nowhere');
  });

  it('matches the responses of the test server, so that the tests are realistic', async () => {
    const url = server.url;
    const answers: [string, string, unknown][] = [
      ['GET', '/models', await openai.getModelList({ url })],
      ['POST', '/chat/completions', await openai.getResponse({ url, model, messages: 'Hi' })],
      ['POST', '/embeddings', await openai.getEmbeddings({ url, model, input: 'Hi' })],
      ['POST', '/files', await openai.uploadFile({ url, name: 'a', data: PNG, purpose: 'vision' })],
      ['GET', '/files', await openai.getFilesList({ url })],
      ['GET', '/files/file-1', await openai.getFileInformation({ url, id: 'file-1' })],
      ['DELETE', '/files/file-1', await openai.deleteFile({ url, id: 'file-1' })],
      ['GET', '/assistants', await openai.getAssistantsList({ url })],
      ['POST', '/assistants', await openai.createAssistant({ url, model, name: 'Tutor' })],
      ['DELETE', '/assistants/asst_1', await openai.deleteAssistant({ url, id: 'asst_1' })],
      ['POST', '/images/generations', await openai.getImages({ url, model, description: {} })],
    ];
    for (const [method, path, answer] of answers) {
      expect(document!.answerProblems(method, path, answer), `${method} ${path}`).toEqual([]);
    }
  });

  it('only names voices that the document has, or its text mentions', () => {
    const voices = openai.generateSpeech.definition.params.voice?.values ?? [];
    const described = document!.text('CreateSpeechRequest');
    for (const voice of voices) expect(described).toContain(`\`${voice}\``);
  });
});
