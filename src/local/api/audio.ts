import type { ReadableStream } from 'node:stream/web';
import { Hono } from 'hono/tiny';
import type { JsonRecord } from '../../core/util/is-record.js';
import { ApiError, badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { jsonBody, requiredText } from './checks.js';
import { boundaryOf, partsOf, textOf } from './multipart.js';
import { numberWithin, oneOf, optionalText } from './values.js';

const LONGEST_INPUT = 4096;
/** The limit for an audio file, as at OpenAI, in bytes. */
const LARGEST_SOUND = 25 * 1024 * 1024;

/** The endpoints for audio: text to speech, and transcription. */
export function audio(local: Local): Hono {
  const routes = new Hono();
  routes.post('/speech', async (context) => {
    const body = await jsonBody(context);
    const model = await local.models.findFor(requiredText(body, 'model'), 'speak');
    const { bytes, type } = await model.speak({
      ...readSpeech(body),
      signal: context.req.raw.signal,
    });
    return context.body(new Uint8Array(bytes), 200, { 'content-type': type });
  });

  routes.post('/transcriptions', async (context) => {
    // Do not read the audio if no model can transcribe it.
    await local.models.doing('transcribe');
    const body = context.req.raw.body as ReadableStream<Uint8Array> | null;
    const { fields, sound } = await readForm(body, context.req.header('content-type'));
    const model = await local.models.findFor(requiredText(fields, 'model'), 'transcribe');
    if (!sound) throw badRequest("'file' is missing.", 'file');
    const format = oneOf(fields, 'response_format', ['json', 'text', 'verbose_json']) ?? 'json';
    const language = optionalText(fields, 'language', 20);
    const signal = context.req.raw.signal;
    const { text, ...about } = await model.transcribe({ ...sound, language, signal });
    if (format === 'text') return context.text(`${text}\n`);
    if (format === 'json') return context.json({ text });
    return context.json({ text, language: about.language ?? '', duration: about.duration ?? 0 });
  });
  return routes;
}

function readSpeech(body: JsonRecord) {
  const text = requiredText(body, 'input');
  if (text.length > LONGEST_INPUT) {
    throw badRequest(`'input' is longer than ${LONGEST_INPUT} characters.`, 'input');
  }
  if (oneOf(body, 'stream_format', ['audio', 'sse']) === 'sse') {
    throw badRequest(
      "Speech is not sent as server-sent events here. Leave 'stream_format' out.",
      'stream_format',
    );
  }
  const formats = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const;
  return {
    text,
    voice: requiredText(body, 'voice'),
    format: oneOf(body, 'response_format', formats) ?? 'mp3',
    speed: numberWithin(body, 'speed', { least: 0.25, most: 4 }) ?? 1,
  };
}

async function readForm(body: AsyncIterable<Uint8Array> | null, contentType: string | undefined) {
  const boundary = boundaryOf(contentType);
  if (!body) throw badRequest("The form is empty: it needs 'model' and 'file'.");
  const fields: Record<string, string> = {};
  let sound: { name: string; bytes: Buffer } | undefined;
  for await (const part of partsOf(body, boundary)) {
    if (part.name === 'file') {
      sound = { name: part.filename ?? '', bytes: await soundOf(part.content) };
    } else fields[part.name] = await textOf(part);
  }
  return { fields, sound };
}

async function soundOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > LARGEST_SOUND) {
      const message = `'file' is larger than ${LARGEST_SOUND} bytes.`;
      throw new ApiError({ status: 413, message, param: 'file' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
