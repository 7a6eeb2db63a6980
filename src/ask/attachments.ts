import type { Call } from '../core/definition/call.js';
import { type BytesInput, bytesKind } from '../core/definition/kinds/bytes.js';
import { callContext, type Sources } from '../core/definition/param.js';
import { InputError } from '../core/errors/errors.js';
import type { Bytes } from '../core/files/bytes.js';
import { NotText, textDecoder } from '../core/files/decode-text.js';
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

interface How {
  sources?: Sources | undefined;
  /** The encoding of text that is not UTF-8. */
  encoding?: string | undefined;
}

type Refuse = (why: string, hint?: string) => InputError;

/** No model accepts more at once, and the whole request is one JSON text. */
const LARGEST = 100 * 1024 * 1024;

/**
 * Converts files to message parts: images, PDF and audio to their own kinds; text goes into the
 * message, under its file name.
 */
export async function attach(
  given: readonly BytesInput[],
  call: Call,
  how: How = {},
): Promise<Part[]> {
  return Promise.all(given.map((one, index) => attachOne(one, index, call, how)));
}

async function attachOne(
  given: BytesInput,
  index: number,
  call: Call,
  { sources, encoding }: How,
): Promise<Part> {
  const context = callContext(call, sources ? '--attach' : `attachments[${index}]`, sources);
  // An image's URL is passed on: the server downloads it itself.
  if (typeof given === 'string' && (await isPictureUrl(given))) {
    return { type: 'image_url', image_url: { url: given } };
  }
  const bytes = await bytesKind.parse(given, context);
  const refuse: Refuse = (why, hint = 'Attach images, PDF, audio (WAV, MP3) or text.') =>
    new InputError({
      method: call.method,
      param: 'attachments',
      message: `${context.name}: ${bytes.from} ${why}`,
      hint,
    });
  if ((bytes.size ?? 0) > LARGEST) throw refuse('is larger than 100 MiB');
  const data = await bytes.buffer();
  if (data.length > LARGEST) throw refuse('is larger than 100 MiB');
  const part = await mediaPart(data, bytes);
  if (part) return part;
  // Binary data is not text, whatever its name.
  if (part === null || (data.includes(0) && !hasUtf16Mark(data) && !encoding))
    throw refuse('has a type that models do not accept');
  return textPart(data, bytes, textDecoder(encoding, call.method), refuse);
}

async function isPictureUrl(text: string): Promise<boolean> {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const type = await typeByName(new URL(text).pathname);
  return type?.startsWith('image/') ?? false;
}

/** `null` for a file of a known type that is neither text nor anything that models accept. */
async function mediaPart(data: Buffer, bytes: Bytes): Promise<Part | null | undefined> {
  const name = nameOf(bytes);
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
  return found && !hasUtf16Mark(data) ? null : undefined;
}

function textPart(
  data: Buffer,
  bytes: Bytes,
  decode: (bytes: Uint8Array) => string,
  refuse: Refuse,
): Part {
  const name = nameOf(bytes);
  try {
    const text = decode(data);
    return { type: 'text', text: `--- ${name} ---\n${text}\n--- end of ${name} ---` };
  } catch (error) {
    if (!(error instanceof NotText)) throw error;
    const hint = 'If it is text in another encoding, name it, such as windows-1251 or iso-8859-1.';
    throw refuse(`is ${error.message}`, hint);
  }
}

function nameOf({ name }: Bytes): string {
  return name ?? 'attachment';
}

/** The byte order mark of UTF-16, which is text with zeros in it. */
function hasUtf16Mark([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
