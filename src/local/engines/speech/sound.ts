import { endianness } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { OintError } from '../../../core/errors/errors.js';
import { elsewhere } from '../../../core/packages/optional-package.js';
import { badRequest } from '../../errors.js';
import type { Media } from '../engine.js';
import { speechEngine } from './packages.js';

/** Mono audio, 16 bits per sample. */
export interface Sound {
  /** Samples per second. */
  rate: number;
  samples: Int16Array;
}

export type Encode = (sound: Sound, signal: AbortSignal | undefined) => Media | Promise<Media>;

/** For raw PCM, as at OpenAI: the format has no header to tell it. */
const PCM_RATE = 24_000;
const MP3_KILOBITS = 64;
/** How many samples are encoded before other requests get a turn: one second of speech. */
const TURN = 25_000;

/** Returns the encoder for a format. Throws an `ApiError` for an unsupported one. */
export async function encoderOf(format: string): Promise<Encode> {
  if (format === 'wav') return (sound) => ({ type: 'audio/wav', bytes: wav(sound) });
  if (format === 'pcm') {
    return (sound) => ({ type: 'audio/pcm', bytes: littleEndian(resampled(sound, PCM_RATE)) });
  }
  if (format === 'mp3') return mp3Encoder();
  throw badRequest(`The audio format must be mp3, wav or pcm, not ${format}.`, 'response_format');
}

function wav({ rate, samples }: Sound): Buffer {
  const data = littleEndian(samples);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  // PCM, mono.
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

async function mp3Encoder(): Promise<Encode> {
  const name = '@breezystack/lamejs';
  const { Mp3Encoder } = await import('@breezystack/lamejs')
    .catch(elsewhere(speechEngine, name))
    .catch((error: unknown) => {
      throw error instanceof OintError ? error.advises('wav and pcm work without it.') : error;
    });
  return async ({ rate, samples }, signal) => {
    const encoder = new Mp3Encoder(1, rate, MP3_KILOBITS);
    const pieces: Buffer[] = [];
    for (let at = 0; at < samples.length; at += TURN) {
      await setImmediate();
      signal?.throwIfAborted();
      pieces.push(asBuffer(encoder.encodeBuffer(samples.subarray(at, at + TURN))));
    }
    pieces.push(asBuffer(encoder.flush()));
    return { type: 'audio/mpeg', bytes: Buffer.concat(pieces) };
  };
}

/** The encoder's output is signed, whatever its types say. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Resamples linearly: speech has little content in the frequencies this distorts. */
function resampled({ rate, samples }: Sound, to: number): Int16Array {
  if (rate === to) return samples;
  const result = new Int16Array(Math.floor((samples.length * to) / rate));
  for (let index = 0; index < result.length; index++) {
    const at = (index * rate) / to;
    const before = samples[Math.floor(at)] ?? 0;
    const after = samples[Math.floor(at) + 1] ?? before;
    result[index] = Math.round(before + (after - before) * (at % 1));
  }
  return result;
}

function littleEndian(samples: Int16Array): Buffer {
  const bytes = Buffer.from(samples.slice().buffer);
  return endianness() === 'BE' ? bytes.swap16() : bytes;
}
