import type { FormField } from '../../core/http/form.js';
import { readAll } from '../../core/http/read.js';
import { exchange, requestBytes } from '../../core/http/request.js';
import type { JsonRecord } from '../../core/is-record.js';
import { bytes, text } from '../../core/kinds/index.js';
import { method } from '../../core/method.js';
import { endpoint, headers, model, options, result, token, url } from './endpoint.js';
import type { Transcription } from './types.js';

/**
 * Speaks a text.
 *
 * @returns The sound file's bytes: MP3, or what `options` asks for as `response_format` (`wav`,
 * `opus`, `aac`, `flac`, `pcm`). With `saveTo` they go to disk as they arrive.
 * @see https://platform.openai.com/docs/api-reference/audio/createSpeech
 */
export const generateSpeech = method('openai', 'GenerateSpeech', {
  effect: 'read',
  binary: true,
  params: {
    url,
    token,
    model,
    input: text('The text to speak', { example: 'Attack ships on fire off the shoulder of Orion' }),
    voice: text('The voice', {
      default: 'alloy',
      values: ['alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse'],
    }),
    options,
    headers,
  },
  run({ url, token, model, input, voice, options, headers }, call): Promise<Buffer> {
    const to = endpoint(url, '/audio/speech');
    const json = { model, input, voice, ...options };
    const ownHeaders = { accept: '*/*' };
    return requestBytes(call, 'POST', to.url, { ...to, ownHeaders, token, headers, json });
  },
});

/** The type the reference sends where nobody says better. */
const USUAL_TYPE = 'audio/mpeg';

/**
 * Writes down what is said in a sound file.
 *
 * @returns `text` is what was said; with `response_format` `verbose_json` in `options` there are
 * segments with their times too, and with `text`, `srt` or `vtt` the text is in that form.
 * @see https://platform.openai.com/docs/api-reference/audio/createTranscription
 */
export const createTranscription = method('openai', 'CreateTranscription', {
  effect: 'read',
  params: {
    url,
    token,
    model,
    audio: bytes('The sound file', { example: 'speech.wav' }),
    type: text(`Its media type; by default what its name says, else ${USUAL_TYPE}`, {
      optional: true,
      values: ['audio/mpeg', 'audio/wav', 'audio/ogg', 'audio/flac', 'audio/mp4', 'audio/webm'],
    }),
    options,
    headers,
  },
  async run({ url, token, model, audio, type, options, headers }, call): Promise<Transcription> {
    const to = endpoint(url, '/audio/transcriptions');
    const file = audio.as(audio.name ?? 'audio', type ?? audio.type ?? USUAL_TYPE);
    const form: FormField[] = [['file', file], ...formFields({ model, ...options })];
    return exchange(call, 'POST', to.url, { ...to, token, headers, form }, async (answer, sent) => {
      const body = (await readAll(answer, sent, call)).toString('utf8');
      return readTranscription(body);
    });
  },
  text: (transcription: Transcription) => transcription.text,
});

/** JSON, or with `response_format` `text`, `srt` or `vtt` the text itself. */
function readTranscription(body: string): Transcription {
  if (!body.trimStart().startsWith('{')) return { text: body };
  return result(JSON.parse(body));
}

/** A record as form fields, lists as the API has them: one field an item, `name[]`. */
function formFields(record: JsonRecord): FormField[] {
  return Object.entries(record).flatMap(([name, value]): FormField[] => {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item) => [`${name}[]`, plain(item)]);
    return [[name, plain(value)]];
  });
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
