import { isUtf8 } from 'node:buffer';
import type { Call } from '../core/definition/call.js';
import { type BytesInput, bytesKind } from '../core/definition/kinds/bytes.js';
import { callContext, type Sources } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import type { Bytes } from '../core/files/bytes.js';
import { typeByName } from '../core/files/media-type.js';
import type { Part } from '../services/openai/types.js';

/** The audio formats that the protocol supports, by media type. */
const SOUNDS: ReadonlyMap<string, string> = new Map([
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/vnd.wave', 'wav'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp3', 'mp3'],
]);

/** No model accepts more at once, and the whole request is one JSON text. */
const LARGEST = 100 * 1024 * 1024;

/**
 * Converts files to message parts: images, PDF and audio to their own kinds; text goes into the
 * message, under its file name.
 */
export async function attach(
  given: readonly BytesInput[],
  call: Call,
  sources?: Sources,
): Promise<Part[]> {
  return Promise.all(given.map((one, index) => attachOne(one, index, call, sources)));
}

async function attachOne(
  given: BytesInput,
  index: number,
  call: Call,
  sources: Sources | undefined,
): Promise<Part> {
  const context = callContext(call, sources ? '--attach' : `attachments[${index}]`, sources);
  // An image's URL is passed on: the server downloads it itself.
  if (typeof given === 'string' && (await isPictureUrl(given))) {
    return { type: 'image_url', image_url: { url: given } };
  }
  const bytes = await bytesKind.parse(given, context);
  const refuse = (why: string) =>
    new InputError({
      method: call.method,
      param: 'attachments',
      message: `${context.name}: ${bytes.from} ${why}`,
      hint: 'Attach images, PDF, audio (WAV, MP3) or text.',
    });
  if ((bytes.size ?? 0) > LARGEST) throw refuse('is larger than 100 MiB');
  const data = await bytes.buffer();
  if (data.length > LARGEST) throw refuse('is larger than 100 MiB');
  const part = await partOf(data, bytes);
  if (!part) throw refuse('has a type that models do not accept');
  return part;
}

async function isPictureUrl(text: string): Promise<boolean> {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const type = await typeByName(new URL(text).pathname);
  return type?.startsWith('image/') ?? false;
}

async function partOf(data: Buffer, bytes: Bytes): Promise<Part | undefined> {
  const name = bytes.name ?? 'attachment';
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(data).catch(() => undefined);
  const type = found?.mime ?? bytes.type ?? (await typeByName(name)) ?? '';
  const asUrl = (mime: string) => `data:${mime};base64,${data.toString('base64')}`;
  if (/^image\/(?!svg)/.test(type)) return { type: 'image_url', image_url: { url: asUrl(type) } };
  if (type === 'application/pdf') {
    return { type: 'file', file: { filename: name, file_data: asUrl(type) } };
  }
  const format = SOUNDS.get(type);
  if (format) {
    return { type: 'input_audio', input_audio: { data: data.toString('base64'), format } };
  }
  // Binary data is not text, whatever its name.
  if (found || !isUtf8(data) || data.includes(0)) return undefined;
  return {
    type: 'text',
    text: `--- ${name} ---\n${data.toString('utf8')}\n--- end of ${name} ---`,
  };
}
