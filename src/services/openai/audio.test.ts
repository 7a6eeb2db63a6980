import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { bytes, OpenAiServer } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { InputError, ResponseError } from '../../core/errors/errors.js';
import * as openai from './index.js';

const server = await OpenAiServer.start();
const url = server.url;
const files = await folder();
beforeEach(() => server.reset());

describe('generateSpeech', () => {
  it('returns the audio’s bytes', async () => {
    const sound = await openai.generateSpeech({
      url,
      model: 'tts-1',
      input: 'Hello.',
      voice: 'nova',
    });
    expect(sound).toEqual(Buffer.from([1, 2, 3]));
    expect(server.last.json()).toEqual({ model: 'tts-1', input: 'Hello.', voice: 'nova' });
    expect(server.last.headers.accept).toBe('*/*');
  });
});

describe('the format of generateSpeech', () => {
  const speak = (saveTo: string, options?: Record<string, string>) =>
    openai.generateSpeech({ url, model: 'tts-1', input: 'Hi', options }, { saveTo });

  it('is that of the file, unless it is the usual one', async () => {
    await speak(join(files, 'a.WAV'));
    expect(server.last.json()).toMatchObject({ response_format: 'wav' });
    for (const name of ['a.mp3', 'a.bin', 'a']) {
      await speak(join(files, name));
      expect(server.last.json()).not.toHaveProperty('response_format');
    }
    await speak(join(files, 'a.bin'), { response_format: 'opus' });
    expect(server.last.json()).toMatchObject({ response_format: 'opus' });
  });

  it('is refused if the file cannot hold it, or if it is events', async () => {
    const file = join(files, 'never.mp3');
    const wrong = await failure(speak(file, { response_format: 'wav' }), InputError);
    expect(wrong.message).toContain('the response_format is wav');
    const events = await failure(speak(file, { stream_format: 'sse' }), InputError);
    expect(events.message).toContain('events instead of audio');
    expect(server.requests).toEqual([]);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });
});

type Audio = Partial<Parameters<typeof openai.createTranscription>[0]>;

const transcribe = (input: Audio = {}) =>
  openai.createTranscription(
    { url, model: 'whisper-1', audio: Buffer.from('RIFF'), ...input },
    { retries: 0 },
  );

async function sentFile(input: Audio) {
  await transcribe(input);
  const form = await server.last.form();
  const { name, type } = form.find((part) => part.name === 'file')!.file!;
  return { name, type };
}

async function file(name: string): Promise<string> {
  const path = join(files, name);
  await writeFile(path, 'sound');
  return path;
}

describe('the audio of createTranscription', () => {
  it.each([
    ['speech.mp3', 'audio/mpeg'],
    ['speech.wav', 'audio/wav'],
    ['Речь 1.ogg', 'audio/ogg'],
    ['speech.FLAC', 'audio/flac'],
    ['speech.m4a', 'audio/mp4'],
    ['speech.webm', 'audio/webm'],
    ['film.mp4', 'video/mp4'],
    ['speech', 'audio/mpeg'],
  ])('%s is sent under its name, as %s', async (name, type) => {
    expect(await sentFile({ audio: await file(name) })).toEqual({ name, type });
  });

  it('has the type that the caller sets', async () => {
    const audio = await file('speech.wav');
    expect(await sentFile({ audio, type: 'audio/x-own' })).toEqual({
      name: 'speech.wav',
      type: 'audio/x-own',
    });
  });

  it.each<[Audio, string, string]>([
    [{}, 'audio.mp3', 'audio/mpeg'],
    [{ type: 'audio/flac' }, 'audio.flac', 'audio/flac'],
    [{ audio: 'data:audio/wav;base64,UklGRg==' }, 'audio.wav', 'audio/wav'],
    [{ type: 'audio/x-own' }, 'audio', 'audio/x-own'],
  ])('without a name gets one with the extension of its format: %j', async (input, name, type) => {
    expect(await sentFile(input)).toEqual({ name, type });
  });
});

describe('the additional parameters of createTranscription', () => {
  it('are form fields, with lists and objects in the API’s form', async () => {
    await transcribe({
      options: {
        language: 'en',
        temperature: 0.5,
        stream: false,
        prompt: undefined,
        user: null,
        timestamp_granularities: ['word', 'segment'],
        'include[]': ['logprobs'],
        chunking_strategy: { type: 'server_vad', threshold: 0.5 },
      },
    });
    const fields = (await server.last.form()).filter(({ name }) => name !== 'file');
    expect(fields.map(({ name, text }) => [name, text])).toEqual([
      ['model', 'whisper-1'],
      ['language', 'en'],
      ['temperature', '0.5'],
      ['stream', 'false'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
      ['include[]', 'logprobs'],
      ['chunking_strategy[type]', 'server_vad'],
      ['chunking_strategy[threshold]', '0.5'],
    ]);
  });

  it('override ours', async () => {
    await transcribe({ options: { model: 'other' } });
    const models = (await server.last.form()).filter(({ name }) => name === 'model');
    expect(models).toEqual([{ name: 'model', text: 'other' }]);
  });
});

const answer = (body: string, type: string) =>
  server.on('POST /audio/transcriptions', (_, response) => bytes(response, body, type));

describe('what createTranscription returns', () => {
  it('is the server’s JSON, complete', async () => {
    const verbose = { Text: 'Hello.', segments: [{ Start: 0 }], new_field: 1 };
    server.on('POST /audio/transcriptions', (_, response) => json(response, verbose));
    expect(await transcribe({ options: { response_format: 'verbose_json' } })).toEqual({
      text: 'Hello.',
      segments: [{ Start: 0 }],
      new_field: 1,
    });
  });

  it.each(['text', 'srt', 'vtt'])('is text for %s', async (format) => {
    const body = '1\n00:00:00,000 --> 00:00:02,000\n{Hello} there.\n';
    for (const type of ['text/plain; charset=utf-8', 'application/x-subrip', '']) {
      answer(body, type);
      expect(await transcribe({ options: { response_format: format } })).toEqual({ text: body });
    }
    answer('', 'text/plain');
    expect(await transcribe({ options: { response_format: format } })).toEqual({ text: '' });
  });

  it('is parsed as JSON if the server still sends JSON', async () => {
    const options = { response_format: 'text' };
    expect(await transcribe({ options })).toMatchObject({ text: 'Hello there.' });
    answer('"Hello."', 'application/json');
    expect(await transcribe({ options })).toEqual({ text: 'Hello.' });
    expect(await transcribe()).toEqual({ text: 'Hello.' });
  });

  it.each([
    ['broken JSON', '{"text": "Hel', 'application/json', /200 with text that is not JSON/],
    ['text', 'Hello.', 'text/plain', /200 with text that is not JSON: "Hello\."/],
    ['a page', '<html><title>Log in</title>', 'text/html', /200 with an HTML page "Log in"/],
    ['nothing', '', 'application/json', /200 with an empty body/],
  ])('is an error if JSON was requested and %s arrived', async (_, body, type, says) => {
    answer(body, type);
    const failure = transcribe();
    await expect(failure).rejects.toBeInstanceOf(ResponseError);
    await expect(failure).rejects.toThrow(says);
    await expect(failure).rejects.toMatchObject({
      status: 200,
      method: 'openai CreateTranscription',
    });
  });

  it('is an error if text was requested and a page arrived', async () => {
    answer('<html><title>Log in</title>', 'text/html');
    const failure = transcribe({ options: { response_format: 'srt' } });
    await expect(failure).rejects.toThrow(/HTML page "Log in"/);
  });

  it('has a text for users, if there is one', () => {
    const { text } = openai.createTranscription.definition;
    expect(text!({ text: 'Hello.' })).toBe('Hello.');
    for (const odd of [{}, { text: 5 }, { text: null }, [], null, 'Hello.']) {
      expect(text!(odd)).toBeUndefined();
    }
  });
});

describe('createTranslation', () => {
  it('is requested like a transcription', async () => {
    server.on('POST /audio/translations', (_, response) => json(response, { text: 'Hello' }));
    const input = { url, model: 'whisper-1', audio: Buffer.from('RIFF'), type: 'audio/wav' };
    const found = await openai.createTranslation({ ...input, options: { temperature: 0.2 } });
    expect(found).toEqual({ text: 'Hello' });
    expect(openai.createTranslation.definition.text!(found)).toBe('Hello');
    const [file, ...rest] = await server.last.form();
    expect(file).toMatchObject({ name: 'file', file: { name: 'audio.wav', type: 'audio/wav' } });
    expect(rest).toEqual([
      { name: 'model', text: 'whisper-1' },
      { name: 'temperature', text: '0.2' },
    ]);
  });

  it('can be text', async () => {
    server.on('POST /audio/translations', (_, response) => response.end('1\n00:00 Hello'));
    const options = { response_format: 'srt' };
    const input = { url, model: 'whisper-1', audio: Buffer.from('RIFF'), options };
    expect(await openai.createTranslation(input)).toEqual({ text: '1\n00:00 Hello' });
  });
});
