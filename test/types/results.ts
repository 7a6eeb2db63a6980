// The results of calls, by method and options. Compiled, not run.
import {
  type CallOptions,
  type FullResponse,
  openai,
  type SavedFile,
  type Streaming,
} from '../../src/index.js';
import type * as named from '../../src/services/openai/index.js';
import type service from '../../src/services/openai/index.js';
import { type Equal, isTrue, type ResultOf, typeOf } from './assert.js';

const to = { url: 'http://localhost:8080', model: 'model' };
const chat = { ...to, messages: 'Hello!' };
const file = { url: to.url, id: 'file-1' };

export async function plain() {
  typeOf<openai.ChatCompletion>()(await openai.getResponse(chat));
  typeOf<openai.ChatCompletion>()(await openai.getResponse(chat, {}));
  typeOf<openai.ChatCompletion>()(await openai.getResponse(chat, { timeout: 1000 }));
  typeOf<openai.ChatCompletion>()(await openai.getResponse(chat, { fullResponse: false }));
  typeOf<openai.Embeddings>()(await openai.getEmbeddings({ ...to, input: ['a'] }));
  typeOf<openai.Images>()(await openai.getImages({ ...to, description: { prompt: 'a' } }));
  typeOf<openai.List<openai.StoredFile>>()(await openai.getFilesList({ url: to.url }));
  typeOf<openai.Deleted>()(await openai.deleteFile(file));
  typeOf<openai.Message>()(await openai.getUserMessage({ text: 'Hello!' }));
  const reply = (await openai.getResponse(chat)).choices[0]?.message.content;
  typeOf<string | null | undefined>()(reply);
  // Additional fields of servers are available, and must be checked before use.
  typeOf<unknown>()((await openai.getResponse(chat)).timings);
}

export async function full() {
  const response = await openai.getResponse(chat, { fullResponse: true });
  typeOf<FullResponse<openai.ChatCompletion>>()(response);
  typeOf<number>()(response.status);
  typeOf<Record<string, string>>()(response.headers);
  typeOf<openai.ChatCompletion>()(response.body);
  // @ts-expect-error -- the answer is in the body
  response.choices;
  // @ts-expect-error -- without fullResponse there is no status
  (await openai.deleteFile(file)).status satisfies number;
}

export async function bytes() {
  typeOf<Buffer>()(await openai.downloadFile(file));
  typeOf<Buffer>()(await openai.downloadFile(file, { timeout: 1000 }));
  typeOf<FullResponse<Buffer>>()(await openai.downloadFile(file, { fullResponse: true }));
  const saved = await openai.downloadFile(file, { saveTo: 'a.png' });
  typeOf<SavedFile>()(saved);
  typeOf<number>()(saved.bytes);
  const both = await openai.downloadFile(file, { saveTo: 'a.png', fullResponse: true });
  typeOf<FullResponse<SavedFile>>()(both);
  typeOf<Buffer>()(await openai.generateSpeech({ ...to, input: 'Hello!' }));
}

/** With options that are only known at run time, the result is any of the possible types. */
export async function unknownOptions(options: CallOptions) {
  const response = await openai.getResponse(chat, options);
  typeOf<openai.ChatCompletion | FullResponse<openai.ChatCompletion>>()(response);
  const download = await openai.downloadFile(file, options);
  typeOf<Buffer | SavedFile | FullResponse<Buffer | SavedFile>>()(download);
}

export async function streams() {
  const stream = await openai.getResponse.stream(chat, { timeout: 1000 });
  typeOf<Streaming<openai.ChatChunk, openai.ChatCompletion>>()(stream);
  for await (const chunk of stream) {
    typeOf<openai.ChatChunk>()(chunk);
    typeOf<string | null | undefined>()(chunk.choices[0]?.delta?.content);
  }
  typeOf<openai.ChatCompletion>()(stream.result());
  typeOf<typeof stream>()(await openai.streamResponse(chat));
  // @ts-expect-error -- a stream needs all that the call needs
  await openai.streamResponse(to);
  // @ts-expect-error -- a stream has no full response
  await openai.streamResponse(chat, { fullResponse: true });
}

export async function onlyWhereItExists() {
  isTrue<Equal<typeof openai.getEmbeddings.stream, undefined>>();
  isTrue<Equal<typeof openai.downloadFile.stream, undefined>>();
  // @ts-expect-error -- embeddings do not stream
  await openai.getEmbeddings.stream({ ...to, input: 'a' });
}

export function definitions() {
  typeOf<string>()(openai.getResponse.definition.name);
  // @ts-expect-error -- a definition is read, not changed
  openai.getResponse.definition.name = 'Other';
  // @ts-expect-error -- a method's definition cannot be exchanged
  openai.getResponse.definition = openai.deleteFile.definition;
  isTrue<Equal<ResultOf<typeof openai.getResponse>, openai.ChatCompletion>>();
  // `import openai from 'oint/openai'` is the same service, and so are its methods by their names.
  isTrue<Equal<typeof service, typeof openai>>();
  isTrue<Equal<Omit<typeof named, 'default'>, Omit<typeof openai, never>>>();
}
