/// <reference path="./espeak-ng.d.ts" />
import { setImmediate } from 'node:timers/promises';
import { elsewhere } from '../../../core/packages/optional-package.js';
import { badRequest } from '../../errors.js';
import type { SpeakTask } from '../engine.js';
import { speechEngine } from './packages.js';
import type { Sound } from './sound.js';
import { voiceFor } from './voices.js';

/** eSpeak NG's default speed, in words per minute. */
const USUAL_RATE = 175;

type Synthesizer = Awaited<ReturnType<typeof load>>;

let loaded: Promise<Synthesizer> | undefined;

async function load() {
  const name = '@echogarden/espeak-ng-emscripten';
  const { default: start } = await import('@echogarden/espeak-ng-emscripten').catch(
    elsewhere(speechEngine, name),
  );
  const { eSpeakNGWorker } = await start();
  return new eSpeakNGWorker();
}

/** Throws a `MissingPackageError` if the package is missing. */
export async function synthesizer(): Promise<Synthesizer> {
  loaded ??= load();
  // The package may be installed while the server is running.
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

/**
 * Speaks a text sentence by sentence, so that other requests get a turn in between. Throws an
 * `ApiError` if the voice does not exist.
 */
export async function synthesize(
  espeak: Synthesizer,
  { text, voice, speed, signal }: Omit<SpeakTask, 'format'>,
): Promise<Sound> {
  const name = voiceFor(voice, text);
  const pieces: Int16Array[] = [];
  for (const sentence of sentencesOf(text)) {
    await setImmediate();
    signal?.throwIfAborted();
    // Set for every sentence: another request may have used another voice in between.
    if (name === undefined || espeak.set_voice(name) !== 0) throw unknownVoice(voice);
    espeak.set_rate(Math.round(USUAL_RATE * speed));
    espeak.synthesize(sentence, (audio) => {
      if (audio) pieces.push(audio.slice());
      return 0;
    });
  }
  return { rate: espeak.samplerate, samples: joined(pieces) };
}

/** Splits a text into sentences, and very long sentences into parts: each is spoken without a pause. */
function sentencesOf(text: string): string[] {
  const segments = new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text);
  return [...segments].flatMap(
    ({ segment }) => segment.match(/.{1,300}(?:\s|$)|\S{1,300}/gsu) ?? [],
  );
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function unknownVoice(voice: string) {
  return badRequest(
    `Unknown voice '${voice}'. Use one of OpenAI's, such as alloy or nova, or a language of eSpeak NG with an optional variant, such as de, fr+f2 or pt-br+m3.`,
    'voice',
  );
}
