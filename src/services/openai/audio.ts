import type { Bytes } from '../../core/bytes.js';
import type { Call } from '../../core/call.js';
import type { HttpRequest } from '../../core/http/build.js';
import type { FormField } from '../../core/http/form.js';
import { readAll, readJson } from '../../core/http/read.js';
import { exchange, requestBytes } from '../../core/http/request.js';
import type { Answer } from '../../core/http/send.js';
import { isRecord, type JsonRecord } from '../../core/is-record.js';
import { bytes, text } from '../../core/kinds/index.js';
import { method } from '../../core/method.js';
import { endpoint, headers, model, options, result, token, url } from './endpoint.js';
import type { Transcription } from './types.js';

const VOICES = 'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(
  ' ',
);

/**
 * Speaks a text.
 *
 * @returns The sound file's bytes: MP3, or what `options` asks for as `response_format` (`wav`,
 * `opus`, `aac`, `flac`, `pcm`). With `saveTo` they go to disk as they arrive.
 * @see https://platform.openai.com/docs/api-reference/audio/createSpeech
 */
export const generateSpeech = method('openai', 'GenerateSpeech', {
  effect: 'read',
  binary: 'speech.mp3',
  params: {
    url,
    token,
    model: model('gpt-4o-mini-tts'),
    input: text('The text to speak', { example: 'Attack ships on fire off the shoulder of Orion' }),
    voice: text('The voice', {
      default: 'alloy',
      values: VOICES,
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

/** Sound files by the end of their names: servers go by the name as much as by the type. */
const TYPES = new Map([
  ['mp3', 'audio/mpeg'],
  ['wav', 'audio/wav'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['m4a', 'audio/mp4'],
  ['webm', 'audio/webm'],
]);

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
    model: model('whisper-1'),
    audio: bytes('The sound file', { example: 'speech.wav' }),
    type: text(`Its media type; by default what its name says, else ${USUAL_TYPE}`, {
      optional: true,
      values: [...TYPES.values()],
    }),
    options,
    headers,
  },
  async run({ url, token, model, audio, type, options, headers }, call): Promise<Transcription> {
    const to = endpoint(url, '/audio/transcriptions');
    const form = [['file', soundFile(audio, type)], ...formFields({ model, ...options })] as const;
    return exchange(call, 'POST', to.url, { ...to, token, headers, form }, (answer, sent) =>
      TEXT_FORMATS.has(options?.response_format) && !isJsonOrPage(answer)
        ? readText(answer, sent, call)
        : readJson(answer, sent, call).then(transcription),
    );
  },
  text: (answer: Transcription) => (typeof answer?.text === 'string' ? answer.text : undefined),
});

/** The file under its own name. Bytes without one get a name, as servers tell formats by its end. */
function soundFile(audio: Bytes, type: string | undefined): Bytes {
  const ending = /\.(\w+)$/.exec(audio.name ?? '')?.[1]?.toLowerCase() ?? '';
  const found = type ?? TYPES.get(ending) ?? audio.type ?? USUAL_TYPE;
  const [usual] = [...TYPES].find(([, mime]) => mime === found) ?? [];
  return audio.as(audio.name ?? (usual ? `audio.${usual}` : 'audio'), found);
}

/** Forms that are text themselves. Everything else, `verbose_json` too, is JSON. */
const TEXT_FORMATS = new Set<unknown>(['text', 'srt', 'vtt']);

function isJsonOrPage({ headers }: Answer): boolean {
  return /json|html/i.test(headers['content-type'] ?? '');
}

async function readText(answer: Answer, sent: HttpRequest, call: Call): Promise<Transcription> {
  return { text: (await readAll(answer, sent, call)).toString('utf8') };
}

function transcription(answer: unknown): Transcription {
  return typeof answer === 'string' ? { text: answer } : result(answer);
}

/** A record as form fields: `name[]` for each item of a list, `name[key]` for a field of a record. */
function formFields(record: JsonRecord): FormField[] {
  return Object.entries(record).flatMap(([name, value]) => formField(name, value));
}

function formField(name: string, value: unknown): FormField[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    const each = name.endsWith('[]') ? name : `${name}[]`;
    return value.flatMap((item) => formField(each, item));
  }
  if (!isRecord(value)) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, item]) => formField(`${name}[${key}]`, item));
}
