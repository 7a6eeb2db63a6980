// Only fixed inputs may be left out. Compiled, not run.
import { openai, type Streaming, withDefaults } from '../../src/index.js';
import { type InputOf, typeOf } from './assert.js';

const url = 'http://localhost:8080';
const ai = withDefaults(openai, { url, token: 'token', model: 'model' }, { timeout: 60_000 });

export async function whatMayBeLeftOut() {
  typeOf<openai.ChatCompletion>()(await ai.getResponse({ messages: 'Hello!' }));
  typeOf<openai.List<openai.Model>>()(await ai.getModelList({}));
  typeOf<Buffer>()(await ai.downloadFile({ id: 'file-1' }));
  typeOf<number>()((await ai.downloadFile({ id: 'file-1' }, { saveTo: 'a.png' })).bytes);
  typeOf<number>()((await ai.deleteFile({ id: 'file-1' }, { fullResponse: true })).status);
  // The call's own values override the fixed ones.
  await ai.getResponse({ messages: 'Hello!', url: 'http://other', model: 'other' });
  // A service made from another one.
  await withDefaults(ai, { messages: 'Hello!' }).getResponse({});
  typeOf<string | undefined>()({} as InputOf<typeof ai.getResponse>['url']);
}

export async function streams() {
  const stream = await ai.getResponse.stream({ messages: 'Hello!' });
  typeOf<Streaming<openai.ChatChunk, openai.ChatCompletion>>()(stream);
  typeOf<typeof stream>()(await ai.streamResponse({ messages: 'Hello!' }));
  // @ts-expect-error -- embeddings do not stream
  await ai.getEmbeddings.stream({ input: 'a' });
}

export async function whatMayNot() {
  // @ts-expect-error -- the messages were not fixed
  await ai.getResponse({});
  // @ts-expect-error -- the messages were not fixed, for the stream neither
  await ai.streamResponse({});
  // @ts-expect-error -- the id was not fixed
  await ai.downloadFile({});
  // @ts-expect-error -- a misspelled input
  await ai.getResponse({ mesages: 'Hello!' });
  // @ts-expect-error -- what is fixed keeps its type
  await ai.getResponse({ messages: 'Hello!', model: 5 });
  // @ts-expect-error -- this service fixes no address
  await withDefaults(openai, { token: 'token' }).getModelList({});
}

export function whatCannotBeFixed() {
  // @ts-expect-error -- no method accepts this
  withDefaults(openai, { url, modle: 'model' });
  // @ts-expect-error -- a number for an address
  withDefaults(openai, { url: 5 });
  // @ts-expect-error -- a misspelled call option
  withDefaults(openai, { url }, { timeOut: 1000 });
  // @ts-expect-error -- the service cannot be changed
  ai.getResponse = openai.getResponse;
}
