import type { Call } from '../../core/definition/call.js';
import { bytes, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { Args } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { Answer, Exchange } from '../../core/http/message.js';
import { readAll } from '../../core/http/read.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { exchange, requestBytes } from '../../core/http/request.js';
import type { BytesOrFile } from '../../core/http/save.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { endpoint, headers, model, options, result, token, url } from './endpoint.js';
import { formFields } from './form-fields.js';
import type { Transcription } from './types.js';

const VOICES = 'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(
  ' ',
);

/**
 * Converts text to speech.
 *
 * @returns The audio file's bytes: MP3, or the `response_format` in `options` (`wav`, `opus`,
 * `aac`, `flac`, `pcm`), by default that of the file's name. With `saveTo` they are written to disk
 * as they arrive.
 * @throws {InputError} The file's name is that of another format. Nothing was sent.
 * @see https://platform.openai.com/docs/api-reference/audio/createSpeech
 */
export const generateSpeech = method('openai', 'GenerateSpeech', {
  effect: 'read',
  binary: 'speech.mp3',
  params: {
    url,
    token,
    model: model('gpt-4o-mini-tts'),
    input: text('Text to speak', { example: 'Attack ships on fire off the shoulder of Orion' }),
    voice: text('Voice', {
      default: 'alloy',
      values: VOICES,
    }),
    options,
    headers,
  },
  run({ url, token, model, input, voice, options, headers }, call): Promise<BytesOrFile> {
    const to = endpoint(url, '/audio/speech');
    const json = { model, input, voice, ...formatFor(options, call), ...options };
    const ownHeaders = { accept: '*/*' };
    return requestBytes(call, 'POST', to.url, { ...to, ownHeaders, token, headers, json });
  },
});

const FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'];

/** The format that the file's name says, if it is not the usual one. */
function formatFor(options: JsonRecord = {}, call: Call): JsonRecord {
  if (options.stream_format === 'sse') {
    throw new InputError({
      method: call.method,
      param: 'options',
      message: `${call.label('options')}: stream_format sse would return events instead of audio`,
      hint: 'Leave it out: the audio is read and saved as it arrives.',
    });
  }
  const { saveTo = '' } = call.options;
  const named = /\.(\w+)$/.exec(saveTo)?.[1]?.toLowerCase() ?? '';
  if (!FORMATS.includes(named)) return {};
  const { response_format: asked = named } = options;
  if (asked === named) return named === 'mp3' ? {} : { response_format: named };
  throw new InputError({
    method: call.method,
    param: 'saveTo',
    message: `${saveTo} is named as ${named}, but the response_format is ${String(asked)}`,
    hint: `Name the file .${String(asked)}, or leave response_format out.`,
  });
}

/** The type that the reference sends if there is nothing better. */
const USUAL_TYPE = 'audio/mpeg';

/** Audio types by file extension: servers rely on the name as much as on the type. */
const TYPES = new Map([
  ['mp3', 'audio/mpeg'],
  ['wav', 'audio/wav'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['m4a', 'audio/mp4'],
  ['webm', 'audio/webm'],
]);

const soundParams = {
  url,
  token,
  model: model('whisper-1'),
  audio: bytes('Audio file', { example: 'speech.wav' }),
  type: text(`Media type of the file; by default from its name, otherwise ${USUAL_TYPE}`, {
    optional: true,
    values: [...TYPES.values()],
  }),
  options,
  headers,
};

/**
 * Transcribes audio.
 *
 * @returns `text` is the transcript; with `response_format` `verbose_json` in `options` there are
 * also segments with their times, and with `text`, `srt` or `vtt` the transcript is in that format.
 * @see https://platform.openai.com/docs/api-reference/audio/createTranscription
 */
export const createTranscription = method('openai', 'CreateTranscription', {
  effect: 'read',
  params: soundParams,
  run: (sound, call) => transcribe('/audio/transcriptions', sound, call),
  text: (answer: Transcription) => (typeof answer?.text === 'string' ? answer.text : undefined),
});

/**
 * Translates audio in any language into English text.
 *
 * @returns `text` is the English transcript; `response_format` in `options` works as for
 * CreateTranscription.
 * @see https://platform.openai.com/docs/api-reference/audio/createTranslation
 */
export const createTranslation = method('openai', 'CreateTranslation', {
  effect: 'read',
  params: soundParams,
  run: (sound, call) => transcribe('/audio/translations', sound, call),
  text: (answer: Transcription) => (typeof answer?.text === 'string' ? answer.text : undefined),
});

function transcribe(
  path: string,
  { url, token, model, audio, type, options, headers }: Args<typeof soundParams>,
  call: Call,
): Promise<Transcription> {
  const to = endpoint(url, path);
  const form = [['file', soundFile(audio, type)], ...formFields({ model, ...options })] as const;
  return exchange(call, 'POST', to.url, { ...to, token, headers, form }, (exchange) =>
    TEXT_FORMATS.has(options?.response_format) && !isJsonOrPage(exchange.answer)
      ? readText(exchange)
      : readAccepted(exchange).then(transcription),
  );
}

/**
 * The file under its own name. Bytes without one get a name, because servers detect formats by
 * extension.
 */
function soundFile(audio: Bytes, type: string | undefined): Bytes {
  const ending = /\.(\w+)$/.exec(audio.name ?? '')?.[1]?.toLowerCase() ?? '';
  const found = type ?? TYPES.get(ending) ?? audio.type ?? USUAL_TYPE;
  const [usual] = [...TYPES].find(([, mime]) => mime === found) ?? [];
  return audio.as(audio.name ?? (usual ? `audio.${usual}` : 'audio'), found);
}

/** Formats that are plain text. Everything else, `verbose_json` too, is JSON. */
const TEXT_FORMATS = new Set<unknown>(['text', 'srt', 'vtt']);

function isJsonOrPage({ headers }: Answer): boolean {
  return /json|html/i.test(headers['content-type'] ?? '');
}

async function readText(exchange: Exchange): Promise<Transcription> {
  return { text: (await readAll(exchange)).toString('utf8') };
}

function transcription(answer: unknown): Transcription {
  return typeof answer === 'string' ? { text: answer } : result(answer);
}
