import { execFileSync, spawnSync } from 'node:child_process';
import OpenAI, { APIError, toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { ask, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import { createApp } from '../app.js';
import type { Model } from '../engines/engine.js';
import { Models } from '../engines/models.js';
import { embeddedLocal } from '../local.js';

const model = 'espeak-ng';
const client = new OpenAI({
  baseURL: 'http://local/v1',
  apiKey: 'x',
  fetch: embedded as typeof fetch,
  maxRetries: 0,
});
const input = 'Attack ships on fire.';
const hasSox = spawnSync('sox', ['--version']).status === 0;
const soxNote = hasSox ? '' : ' (skipped: there is no sox)';

async function speak(request: object) {
  const answer = await embedded('http://local/v1/audio/speech', {
    method: 'POST',
    body: JSON.stringify({ model, voice: 'alloy', input, ...request }),
  });
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { type: answer.headers.get('content-type'), bytes };
}

/** The samples of a mono WAV file, after checking its header. */
function readWav(bytes: Buffer) {
  expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
  expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
  expect(bytes.toString('latin1', 8, 16)).toBe('WAVEfmt ');
  expect([20, 22, 34].map((at) => bytes.readUInt16LE(at))).toEqual([1, 1, 16]);
  const rate = bytes.readUInt32LE(24);
  expect(bytes.readUInt32LE(28)).toBe(rate * 2);
  expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44);
  return { rate, ...measure(bytes.subarray(44)), seconds: (bytes.length - 44) / 2 / rate };
}

/** The peak, and the root mean square. */
function measure(pcm: Buffer) {
  let [peak, squares] = [0, 0];
  for (let at = 0; at + 1 < pcm.length; at += 2) {
    const sample = pcm.readInt16LE(at);
    peak = Math.max(peak, Math.abs(sample));
    squares += sample * sample;
  }
  return { peak, mean: Math.sqrt(squares / (pcm.length / 2)) };
}

describe('speech of the embedded server', () => {
  it('is a WAV file of a few seconds that is not silent', async () => {
    const { type, bytes } = await speak({ response_format: 'wav' });
    expect(type).toBe('audio/wav');
    const { rate, seconds, peak, mean } = readWav(bytes);
    expect(rate).toBe(22_050);
    expect(seconds).toBeGreaterThan(0.8);
    expect(seconds).toBeLessThan(3);
    expect(peak).toBeGreaterThan(8000);
    expect(mean).toBeGreaterThan(800);
  });

  it('has the requested speed', async () => {
    const lengths = [];
    for (const speed of [0.5, 1, 2]) {
      lengths.push(readWav((await speak({ response_format: 'wav', speed })).bytes).seconds);
    }
    const [slow, usual, fast] = lengths as [number, number, number];
    expect(slow / usual).toBeGreaterThan(1.6);
    expect(usual / fast).toBeGreaterThan(1.6);
  });

  it('can be raw PCM at 24 kHz', async () => {
    const wav = readWav((await speak({ response_format: 'wav' })).bytes);
    const { type, bytes } = await speak({ response_format: 'pcm' });
    expect(type).toBe('audio/pcm');
    expect(bytes.length / 2 / 24_000).toBeCloseTo(wav.seconds, 1);
    expect(measure(bytes).peak).toBeGreaterThan(8000);
  });

  it.skipIf(!hasSox)(`can be MP3, which others decode to the same audio${soxNote}`, async () => {
    const { type, bytes } = await speak({});
    expect(type).toBe('audio/mpeg');
    const wav = (await speak({ response_format: 'wav' })).bytes;
    expect(bytes.length).toBeLessThan(wav.length / 3);
    const decoded = execFileSync('sox', ['-V1', '-t', 'mp3', '-', '-t', 'wav', '-'], {
      input: bytes,
    });
    const pcm = measure(decoded.subarray(44));
    const plain = readWav(wav);
    expect(pcm.mean / plain.mean).toBeGreaterThan(0.8);
    expect(pcm.mean / plain.mean).toBeLessThan(1.2);
    // sox writes no length to the header when its output is a pipe.
    expect((decoded.length - 44) / 2 / 22_050).toBeCloseTo(plain.seconds, 0);
  });

  it('has voices, and languages by script or name', async () => {
    const sounds = [];
    for (const request of [{}, { voice: 'onyx' }, { voice: 'de' }, { voice: 'pt-br+f2' }]) {
      sounds.push((await speak({ ...request, response_format: 'pcm' })).bytes);
    }
    expect(new Set(sounds.map(({ length }) => length)).size).toBe(4);
    const russian = await speak({ input: 'Привет, мир!', response_format: 'wav' });
    expect(readWav(russian.bytes).peak).toBeGreaterThan(8000);
  });

  it('serves two requests at a time, each with its own voice and speed', async () => {
    const long = `${input} `.repeat(2);
    const requests = [
      { input: long, voice: 'onyx', speed: 1, response_format: 'wav' },
      { input: long, voice: 'nova', speed: 2, response_format: 'wav' },
    ];
    const alone = [];
    for (const request of requests) alone.push(readWav((await speak(request)).bytes).seconds);
    const together = await Promise.all(requests.map(speak));
    for (const [index, { bytes }] of together.entries()) {
      expect(readWav(bytes).seconds / alone[index]!).toBeCloseTo(1, 1);
    }
  });

  it("works with OpenAI's own client", async () => {
    const answer = await client.audio.speech.create({ model, voice: 'nova', input: 'Hello!' });
    const bytes = Buffer.from(await answer.arrayBuffer());
    // The sync word of an MP3 frame.
    expect(bytes.readUInt16BE(0) & 0xffe0).toBe(0xffe0);
  });

  it('refuses a text that is too long', async () => {
    const sent = { model, voice: 'alloy', input: 'x'.repeat(4097) };
    const { status, body } = await ask('POST', '/v1/audio/speech', sent);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param: 'input' });
  });

  it.each([
    [{ input: '' }, 'input'],
    [{ voice: undefined }, 'voice'],
    [{ voice: 'nobody' }, 'voice'],
    [{ voice: 'xx' }, 'voice'],
    [{ voice: '../etc/passwd' }, 'voice'],
    [{ voice: { id: 'voice_1' } }, 'voice'],
    [{ speed: 5 }, 'speed'],
    [{ speed: 0.3 }, 'speed'],
    [{ response_format: 'opus' }, 'response_format'],
    [{ response_format: 'mp4' }, 'response_format'],
    [{ stream_format: 'sse' }, 'stream_format'],
    [{ model: 'oint-guide' }, 'model'],
  ])('refuses %j', async (request, param) => {
    const sent = { model, voice: 'alloy', input, ...request };
    const { status, body } = await ask('POST', '/v1/audio/speech', sent);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
  });
});

/** An engine that returns the length of the audio: only the input and output matter here. */
const listener: Model = {
  card: { id: 'listener', object: 'model', created: 0, owned_by: 'test', description: '' },
  async transcribe({ bytes, name, language }) {
    const { seconds } = readWav(Buffer.from(bytes));
    return { text: `${name}, ${seconds.toFixed(1)} s`, language, duration: seconds };
  },
};

describe('transcriptions of the embedded server', () => {
  it('need an engine that is not there: 501 says what would work', async () => {
    const file = await toFile(Buffer.from('RIFF'), 'a.wav');
    const error = await failure(
      client.audio.transcriptions.create({ model: 'whisper-1', file }),
      APIError,
    );
    expect(error).toMatchObject({ status: 501, code: 'not_served' });
    expect(error.message).toContain('Use the URL of a server');
    const translation = client.audio.translations.create({ model: 'whisper-1', file });
    expect(await failure(translation, APIError)).toMatchObject({ status: 501 });
  });

  it('come from an engine that supports them', async () => {
    const models = new Models([{ models: async () => [listener] }]);
    const app = createApp({ ...embeddedLocal(), models });
    const listening = client.withOptions({
      fetch: async (to, init) => app.fetch(new Request(to, init)),
    });
    const sound = (await speak({ response_format: 'wav', input: 'One.' })).bytes;
    const file = await toFile(sound, 'one.wav');
    const request = { model: 'listener', file };
    const expected = `one.wav, ${readWav(sound).seconds.toFixed(1)} s`;
    expect(await listening.audio.transcriptions.create(request)).toEqual({ text: expected });
    const text = { ...request, response_format: 'text' as const };
    expect(await listening.audio.transcriptions.create(text)).toBe(`${expected}\n`);
    const verbose = { ...request, response_format: 'verbose_json' as const, language: 'en' };
    expect(await listening.audio.transcriptions.create(verbose)).toMatchObject({
      text: expected,
      language: 'en',
    });
    const srt = listening.audio.transcriptions.create({ ...request, response_format: 'srt' });
    expect(await failure(srt, APIError)).toMatchObject({ status: 400, param: 'response_format' });
  });
});
