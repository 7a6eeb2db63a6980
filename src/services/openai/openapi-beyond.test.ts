import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG, PNG } from '../../../test/support/definitions.js';
import { folder } from '../../../test/support/folder.js';
import { OpenAiServer, sse } from '../../../test/support/openai-server.js';
import { OpenApi } from '../../../test/support/openapi.js';
import { json } from '../../../test/support/server.js';
import type { Method } from '../../core/definition/method.js';
import * as openai from './index.js';
import { answersByRoute, responseEvents } from './testing/answers.js';
import { beyond } from './testing/contract.js';

const document = OpenApi.load();
const why = document ? '' : ' (skipped: there is no ../shared/openai/openapi.json)';

const server = await OpenAiServer.start();
const url = server.url;
const files = await folder();
const picture = join(files, 'picture.png');
const sound = join(files, 'speech.wav');
await writeFile(picture, PNG);
await writeFile(sound, 'RIFF');
process.env.OINT_DATA = files;

beforeEach(() => {
  server.reset();
  for (const [route, answer] of answersByRoute()) {
    server.on(route, (request, response) => {
      const streams = request.body.includes('"stream":true');
      if (!streams) return json(response, answer);
      sse(response, route.endsWith('/responses') ? responseEvents : [answer as object, '[DONE]']);
      return response.end();
    });
  }
});

interface Case {
  method: Pick<Method<never, unknown>, 'definition'>;
  /** The operation, as the document names it. */
  operation: string;
  /** How the call differs from other calls of the method. */
  variant?: string;
  input: object | (() => Promise<object>);
  stream?: boolean;
  /** The document has no response for it. */
  unanswered?: true;
}

const response = { method: openai.createResponse, operation: 'POST /responses' };
const completion = { method: openai.createCompletion, operation: 'POST /completions' };
const moderation = { method: openai.createModeration, operation: 'POST /moderations' };
const edit = { method: openai.editImage, operation: 'POST /images/edits' };
const upload = { method: openai.createUpload, operation: 'POST /uploads' };
const search = {
  method: openai.searchVectorStore,
  operation: 'POST /vector_stores/{vector_store_id}/search',
};
const model = 'gpt-5-mini';
const tools = [
  { type: 'function', name: 'time', parameters: { type: 'object' }, strict: false },
  { type: 'file_search', vector_store_ids: ['vs_1'] },
];
const id = 'one';
const file = 'file-1';

const cases: Case[] = [
  { ...response, input: { model, input: 'Hello!' } },
  { ...response, variant: 'as a stream', stream: true, input: { model, input: 'Hello!' } },
  {
    ...response,
    variant: 'a conversation',
    input: {
      model,
      input: [
        { role: 'user', content: 'What is 1C:Enterprise?' },
        { role: 'assistant', content: 'A platform' },
        'When was the first version released?',
      ],
    },
  },
  {
    ...response,
    variant: 'tools and options',
    input: {
      model,
      input: 'What time is it?',
      options: { tools, instructions: 'Be brief.', store: false, previous_response_id: 'resp_1' },
    },
  },
  {
    ...response,
    variant: 'an image by path, in the form of chats',
    input: async () => ({
      model,
      input: {
        type: 'message',
        ...(await openai.getImageMessageStructure({
          role: 'user',
          file: picture,
          prompt: 'What?',
        })),
      },
    }),
  },
  {
    ...response,
    variant: 'an image by file ID',
    input: async () => ({
      model,
      input: {
        type: 'message',
        ...(await openai.getImageMessageStructure({ role: 'user', file, prompt: 'What?' })),
      },
    }),
  },
  {
    method: openai.getStoredResponse,
    operation: 'GET /responses/{response_id}',
    input: { id, options: { include: ['reasoning.encrypted_content'] } },
  },
  {
    method: openai.deleteStoredResponse,
    operation: 'DELETE /responses/{response_id}',
    unanswered: true,
    input: { id },
  },
  {
    method: openai.cancelResponse,
    operation: 'POST /responses/{response_id}/cancel',
    input: { id },
  },
  {
    method: openai.listResponseInputItems,
    operation: 'GET /responses/{response_id}/input_items',
    input: { id, limit: 5, options: { order: 'asc', after: 'msg_1' } },
  },
  { ...edit, input: { model: 'gpt-image-1', images: picture, prompt: 'A red hat' } },
  {
    ...edit,
    variant: 'several images and a mask',
    input: {
      model: 'gpt-image-1',
      images: [picture, JPEG],
      mask: PNG,
      prompt: 'A red hat',
      options: { n: 2, size: '1024x1024', input_fidelity: 'high', output_compression: 50 },
    },
  },
  {
    method: openai.createImageVariation,
    operation: 'POST /images/variations',
    input: { model: 'dall-e-2', image: picture, options: { n: 2, response_format: 'b64_json' } },
  },
  {
    ...completion,
    input: { model, prompt: 'Once upon', options: { max_tokens: 5, logprobs: 1, stop: ['\n'] } },
  },
  { ...completion, variant: 'as a stream', stream: true, input: { model, prompt: 'Once upon' } },
  { ...moderation, input: { input: 'I want to hug them all.' } },
  {
    ...moderation,
    variant: 'texts',
    input: { model: 'omni-moderation-latest', input: ['a', 'b'] },
  },
  {
    ...moderation,
    variant: 'a text and an image',
    input: {
      input: [
        'What is it?',
        { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      ],
    },
  },
  {
    method: openai.createTranslation,
    operation: 'POST /audio/translations',
    input: { model: 'whisper-1', audio: sound, options: { prompt: 'Rivers', temperature: 0.2 } },
  },
  { method: openai.getModel, operation: 'GET /models/{model}', input: { id } },
  { method: openai.deleteModel, operation: 'DELETE /models/{model}', input: { id } },
  { ...upload, input: { name: 'a.jsonl', size: 12, purpose: 'fine-tune' } },
  {
    ...upload,
    variant: 'with everything',
    input: {
      name: 'a.bin',
      size: 12,
      purpose: 'assistants',
      type: 'text/plain',
      options: { expires_after: { anchor: 'created_at', seconds: 3600 } },
    },
  },
  {
    method: openai.addUploadPart,
    operation: 'POST /uploads/{upload_id}/parts',
    input: { id, data: Buffer.from('a part') },
  },
  {
    method: openai.completeUpload,
    operation: 'POST /uploads/{upload_id}/complete',
    input: { id, parts: ['part_1', 'part_2'], md5: '0'.repeat(32) },
  },
  {
    method: openai.cancelUpload,
    operation: 'POST /uploads/{upload_id}/cancel',
    input: { id },
  },
  {
    method: openai.uploadLargeFile,
    operation: 'POST /uploads/{upload_id}/complete',
    input: { data: sound, purpose: 'vision' },
  },
  {
    method: openai.createBatch,
    operation: 'POST /batches',
    input: { file, endpoint: '/v1/chat/completions', options: { metadata: { by: 'oint' } } },
  },
  { method: openai.getBatch, operation: 'GET /batches/{batch_id}', input: { id } },
  { method: openai.cancelBatch, operation: 'POST /batches/{batch_id}/cancel', input: { id } },
  {
    method: openai.listBatches,
    operation: 'GET /batches',
    input: { limit: 3, options: { after: 'batch_1' } },
  },
  {
    method: openai.createVectorStore,
    operation: 'POST /vector_stores',
    input: {
      name: 'Manuals',
      files: ['file-1', 'file-2'],
      options: { expires_after: { anchor: 'last_active_at', days: 7 } },
    },
  },
  {
    method: openai.createVectorStore,
    operation: 'POST /vector_stores',
    variant: 'with nothing',
    input: {},
  },
  {
    method: openai.getVectorStore,
    operation: 'GET /vector_stores/{vector_store_id}',
    input: { id },
  },
  {
    method: openai.listVectorStores,
    operation: 'GET /vector_stores',
    input: { limit: 2, options: { order: 'asc', before: 'vs_9' } },
  },
  {
    method: openai.updateVectorStore,
    operation: 'POST /vector_stores/{vector_store_id}',
    input: { id, name: 'New', options: { metadata: { a: 'b' } } },
  },
  {
    method: openai.deleteVectorStore,
    operation: 'DELETE /vector_stores/{vector_store_id}',
    input: { id },
  },
  {
    method: openai.addVectorStoreFile,
    operation: 'POST /vector_stores/{vector_store_id}/files',
    input: { id, file, options: { attributes: { year: 2026, draft: true } } },
  },
  {
    method: openai.getVectorStoreFile,
    operation: 'GET /vector_stores/{vector_store_id}/files/{file_id}',
    input: { id, file },
  },
  {
    method: openai.listVectorStoreFiles,
    operation: 'GET /vector_stores/{vector_store_id}/files',
    input: { id, options: { filter: 'completed' } },
  },
  {
    method: openai.deleteVectorStoreFile,
    operation: 'DELETE /vector_stores/{vector_store_id}/files/{file_id}',
    input: { id, file },
  },
  { ...search, input: { id, question: 'How is a file uploaded?' } },
  {
    ...search,
    variant: 'with options',
    input: {
      id,
      question: 'How?',
      options: {
        max_num_results: 3,
        filters: { type: 'eq', key: 'year', value: 2026 },
        ranking_options: { score_threshold: 0.5 },
      },
    },
  },
];

describe.skipIf(!document)(`the OpenAPI document, beyond the reference${why}`, () => {
  it('has a case for every method', () => {
    const covered = new Set(cases.map(({ method }) => method.definition.name));
    expect([...covered].sort()).toEqual([...beyond].sort());
  });

  for (const { method, operation, variant, input, stream, unanswered } of cases) {
    const { definition } = method;
    it(`accepts ${definition.name}${variant ? `: ${variant}` : ''}`, async () => {
      const own = typeof input === 'function' ? await input() : input;
      const all = { url, token: 'sk-1', ...own };
      // Compiling the document takes so long that kept-alive connections are closed in the
      // meantime.
      const call = { retryWrites: true };
      if (stream) for await (const _ of await definition.invokeStream!(all, { call }));
      const answer = stream ? undefined : await definition.invoke(all, { call });

      const seen: string[] = [];
      for (const request of server.requests) {
        const found = await document!.problems(request);
        expect(found.problems, found.operation).toEqual([]);
        seen.push(found.operation);
      }
      expect(seen.at(-1)).toBe(operation);
      expect(server.last.headers.authorization).toBe('Bearer sk-1');
      // The responses in the tests match the document.
      if (stream || unanswered || method === openai.uploadLargeFile) return;
      const { method: verb, apiPath } = server.last;
      expect(document!.answerProblems(verb, apiPath, answer)).toEqual([]);
    });
  }

  it('accepts the output of a model as the next input', async () => {
    const call = { retryWrites: true };
    const { output } = await openai.createResponse({ url, model, input: 'Hi' }, call);
    await openai.createResponse({ url, model, input: [...output, 'And then?'] }, call);
    expect((await document!.problems(server.last)).problems).toEqual([]);
  });
});
