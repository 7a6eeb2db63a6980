// Wrong arguments fail to compile. Not run, only compiled by test/types.test.ts.
import { type CallOptions, dropbox, mssql, openai, sqlite, tar } from '../../src/index.js';
import type { InputOf } from './assert.js';
import { typeOf } from './assert.js';

const to = { url: 'http://localhost:8080', token: 'token', model: 'model' };
const messages = [{ role: 'user', content: 'Hello!' }];

export async function whatCompiles(signal: AbortSignal, body: ReadableStream<Uint8Array>) {
  await openai.getResponse({ ...to, messages });
  await openai.getResponse({ ...to, messages: 'Hello!' });
  await openai.getResponse({ ...to, messages: messages[0]! });
  await openai.getResponse({ ...to, messages: ['Hello!', { role: 'assistant', content: 'Hi!' }] });
  await openai.getResponse({ ...to, messages, options: { temperature: 0 }, headers: { a: 'b' } });
  await openai.getResponse({ ...to, messages, options: "{'temperature':0}" });
  await openai.getResponse({ ...to, messages }, { timeout: 1000, retries: 0, signal });
  await openai.getResponse({ ...to, messages }, { proxy: { host: 'proxy', port: 3128 } });
  await openai.getResponse({ ...to, messages }, { proxy: false, onProgress: ({ done }) => done });

  const file = { url: to.url, name: 'a.png', purpose: 'vision' };
  await openai.uploadFile({ ...file, data: 'a.png' });
  await openai.uploadFile({ ...file, data: Buffer.from('a') });
  await openai.uploadFile({ ...file, data: new Uint8Array(1) });
  await openai.uploadFile({ ...file, data: new ArrayBuffer(1) });
  await openai.uploadFile({ ...file, data: new Blob(['a']) });
  await openai.uploadFile({ ...file, data: process.stdin });
  await openai.uploadFile({ ...file, data: body });
}

/** Inputs with a default and optional inputs may be left out or undefined. */
export async function whatMayBeLeftOut() {
  const { url, model } = to;
  await openai.getResponse({ url, model, messages });
  await openai.getResponse({ url, model, messages, token: process.env.TOKEN, headers: undefined });
  await openai.getFilesList({ url });
  await openai.getFilesList({ url, limit: undefined });
  await openai.generateSpeech({ url, model, input: 'Hello!' });
  await openai.getUserMessage({ text: 'Hello!' });
}

export async function whatIsMissing() {
  const { url, token, model } = to;
  // @ts-expect-error -- no url
  await openai.getResponse({ model, messages });
  // @ts-expect-error -- no model
  await openai.getResponse({ url, token, messages });
  // @ts-expect-error -- no messages
  await openai.getResponse({ url, token, model });
  // @ts-expect-error -- no arguments
  await openai.getResponse();
  // @ts-expect-error -- an empty object
  await openai.getResponse({});
  // @ts-expect-error -- a required input may not be undefined
  await openai.getResponse({ url: undefined, model, messages });
  // @ts-expect-error -- no id
  await openai.deleteFile({ url });
  // @ts-expect-error -- no data
  await openai.uploadFile({ url, name: 'a.png', purpose: 'vision' });
  // @ts-expect-error -- no text
  await openai.getUserMessage({});
}

export async function whatIsUnknown() {
  // @ts-expect-error -- a misspelled input
  await openai.getResponse({ ...to, mesages: messages });
  // @ts-expect-error -- a misspelled input beside all that is needed
  await openai.getResponse({ ...to, messages, optoins: {} });
  // @ts-expect-error -- the command line's name of an input
  await openai.getResponse({ ...to, msgs: messages });
  // @ts-expect-error -- a call option is no input
  await openai.getResponse({ ...to, messages, timeout: 1000 });
  // @ts-expect-error -- a misspelled call option
  await openai.getResponse({ ...to, messages }, { timeOut: 1000 });
  // @ts-expect-error -- the reference's name of a call option is the command line's
  await openai.getResponse({ ...to, messages }, { adv_response: true });
  // @ts-expect-error -- no such method
  await openai.getAnswer({ ...to, messages });
}

export async function whatIsOfTheWrongType() {
  // @ts-expect-error -- a number for a text
  await openai.getResponse({ ...to, model: 5, messages });
  // @ts-expect-error -- null is not nothing
  await openai.getResponse({ ...to, token: null, messages });
  // @ts-expect-error -- a number for a list
  await openai.getResponse({ ...to, messages: 5 });
  // @ts-expect-error -- a message without its role
  await openai.getResponse({ ...to, messages: [{ content: 'Hello!' }] });
  // @ts-expect-error -- numbers for texts
  await openai.getEmbeddings({ ...to, input: [1, 2] });
  // @ts-expect-error -- a list for a record
  await openai.getResponse({ ...to, messages, options: [1] });
  // @ts-expect-error -- headers of fetch are no record
  await openai.getResponse({ ...to, messages, headers: new Headers() });
  // @ts-expect-error -- text for a number
  await openai.getFilesList({ url: to.url, limit: '5' });
  // @ts-expect-error -- a number for bytes
  await openai.uploadFile({ url: to.url, name: 'a', purpose: 'vision', data: 5 });
  // @ts-expect-error -- text for a number of milliseconds
  await openai.getResponse({ ...to, messages }, { timeout: '30s' });
  // @ts-expect-error -- true is no proxy
  await openai.getResponse({ ...to, messages }, { proxy: true });
  // @ts-expect-error -- a proxy without its host
  await openai.getResponse({ ...to, messages }, { proxy: { port: 3128 } });
}

/** Options that a user's function passes on. */
export function passedOn(input: InputOf<typeof openai.getResponse>, options?: CallOptions) {
  return openai.getResponse(input, options);
}

export function inputTypes(input: InputOf<typeof openai.getFilesList>) {
  typeOf<string>()(input.url);
  typeOf<string | undefined>()(input.token);
  typeOf<number | undefined>()(input.limit);
}

/** Records with fields that the package defines. */
export async function fields() {
  const filter = { field: 'name', type: 'LIKE', value: 'A%' };
  await sqlite.getRecords({ table: 'people', filters: filter });
  await sqlite.getRecords({ table: 'people', filters: [filter, { field: 'age', value: 30 }] });
  await tar.archiveDirectory({ src: 'site', settings: { gzip: true, gzip_level: 9 } });
  // @ts-expect-error -- a misspelled field
  await sqlite.getRecords({ table: 'people', filters: [{ fild: 'name', value: 1 }] });
  // @ts-expect-error -- a filter without its field
  await sqlite.getRecords({ table: 'people', filters: { value: 1 } });
  // @ts-expect-error -- a misspelled setting
  await tar.archiveDirectory({ src: 'site', settings: { gzipp: true } });
}

/** Params that a maker of methods combines from several parts. */
export async function combined() {
  await dropbox.getPreview({ token: 'token', path: '/a.docx' });
  // @ts-expect-error -- no path
  await dropbox.getPreview({ token: 'token' });
  // @ts-expect-error -- an unknown input
  await mssql.executeSQLQuery({ sql: 'SELECT 1', statement: 'SELECT 2' });
}
