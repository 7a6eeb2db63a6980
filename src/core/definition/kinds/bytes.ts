import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { InputError } from '../../errors/errors.js';
import { Bytes } from '../../files/bytes.js';
import { typeByName } from '../../files/media-type.js';
import { callOf, downloadRefusal, openUrl } from '../../http/fetch-bytes.js';
import { shownUrl } from '../../http/url.js';
import { accessOf, type Kind, type ParamContext, type ParamSpec, param } from '../param.js';
import { isBase64, looksLikeBase64 } from './base64.js';
import { clip, inputError, refuse } from './refuse.js';
import { cannotRead, takeStdin } from './typed.js';

/** Everything a bytes param accepts. A string is a path, an http(s) or data: URL, or Base64. */
export type BytesInput =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | NodeJS.ReadableStream
  | AsyncIterable<Uint8Array>
  | Bytes;

export const bytesKind: Kind<BytesInput, Bytes> = {
  name: 'bytes',
  takes: 'a path, an http(s) or data: URL, Base64, or - for standard input',
  schema: { type: 'string', description: 'a path, an http(s) or data: URL, or Base64' },
  reach: 'read',
  parse: (value, context) =>
    typeof value === 'string' ? fromText(value, context) : fromObject(value, context),
};

/** A bytes param: streamed from disk, memory or the network while it is sent. */
export function bytes<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(bytesKind, summary, spec);
}

function fromObject(value: unknown, context: ParamContext): Bytes {
  if (value instanceof Bytes) return value;
  if (value instanceof Uint8Array) return Bytes.of(value);
  if (value instanceof ArrayBuffer) return Bytes.of(new Uint8Array(value));
  if (value instanceof Blob) {
    return new Bytes({
      open: () => Readable.fromWeb(value.stream() as Parameters<typeof Readable.fromWeb>[0]),
      size: value.size,
      replayable: true,
      name: 'name' in value ? String(value.name) : undefined,
      type: value.type || undefined,
      from: `${value.size} bytes`,
    });
  }
  if (isIterable(value)) return fromStream(value, context);
  throw refuse(value, context, 'a path, URL, Base64, Uint8Array, Blob or stream');
}

/** Node's streams, web streams (the body of a `fetch` response) and async generators. */
function isIterable(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function fromStream(
  source: AsyncIterable<Uint8Array | string>,
  context: ParamContext,
  from = 'a stream',
): Bytes {
  if (isUsedUp(source)) {
    throw inputError(context, `: ${from} cannot be read: it was already read or closed`);
  }
  const stream = source instanceof Readable ? source : Readable.from(source, { objectMode: false });
  // It may fail before it is read. That must fail the call later, not the process now.
  stream.on('error', () => {});
  return new Bytes({ open: () => stream, replayable: false, from });
}

/** A stream that was already read or closed would silently be sent as an empty file. */
function isUsedUp(source: object): boolean {
  if (source instanceof Readable) return source.readableEnded || source.destroyed;
  return (
    source instanceof ReadableStream && (source.locked || Readable.isDisturbed(source as never))
  );
}

async function fromText(value: string, context: ParamContext): Promise<Bytes> {
  if (value === '-' && context.sources) {
    return fromStream(takeStdin(context, context.sources), context, 'standard input');
  }
  if (/^https?:\/\//i.test(value)) return fromUrl(value, context);
  if (/^data:/i.test(value)) return fromDataUrl(value, context);
  const path = value.startsWith('@') && context.sources ? value.slice(1) : value;
  const file = await fileBytes(path, context);
  if (file) return file;
  if (value === path && looksLikeBase64(value)) return Bytes.of(Buffer.from(value, 'base64'));
  throw noSuchFile(value, context);
}

function noSuchFile(value: string, context: ParamContext): InputError {
  const shown = clip(context.redactor.text(value), 120);
  const next = isBase64(value)
    ? `if it is Base64, write data:;base64,${clip(shown, 12)}`
    : `${context.name} must be ${bytesKind.takes}.`;
  const hint = `The path is relative to ${process.cwd()}; ${next}`;
  return inputError(context, `: no such file: "${shown}"`, { hint });
}

/** The bytes of a file; `undefined` if it does not exist. */
export async function fileBytes(path: string, context: ParamContext): Promise<Bytes | undefined> {
  try {
    const file = await accessOf(context).files.open(path);
    if (!file) return undefined;
    if (file.kind === 'folder')
      throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    const name = basename(path);
    const type = await typeByName(name);
    // A pipe or a device (`/dev/stdin`, `<(…)` in bash) has no size and can only be read once.
    if (file.kind === 'other') {
      return new Bytes({ open: () => file.read(), replayable: false, name, from: path });
    }
    return Bytes.ofFile(file, { name, ...(type && { type }) });
  } catch (error) {
    throw cannotRead(path, context, error);
  }
}

async function fromUrl(url: string, context: ParamContext): Promise<Bytes> {
  if (!URL.canParse(url)) throw refuse(url, context, 'a URL such as https://host/path');
  // Before anything is sent, not when it is read.
  const refusal = downloadRefusal(accessOf(context).network);
  if (refusal)
    throw inputError(context, `: ${refusal.what}`, { hint: refusal.hint, cause: refusal });
  const name = nameFromUrl(url);
  const type = name && (await typeByName(name));
  return new Bytes({
    open: () => openUrl(url, callOf(context)),
    replayable: true,
    name,
    from: shownUrl(new URL(url)),
    ...(type && { type }),
  });
}

function nameFromUrl(url: string): string | undefined {
  try {
    return decodeURIComponent(basename(new URL(url).pathname)) || undefined;
  } catch {
    return undefined;
  }
}

function fromDataUrl(value: string, context: ParamContext): Bytes {
  const match = /^data:([^,]*?)(;base64)?,([\s\S]*)$/i.exec(value);
  const data = match && decodeData(match[3]!, Boolean(match[2]));
  if (!data) {
    throw refuse(value, context, 'a data: URL such as data:image/png;base64,…');
  }
  const type = match[1]!.split(';')[0] || undefined;
  return Bytes.of(data, { from: `a data: URL of ${data.length} bytes`, ...(type && { type }) });
}

function decodeData(data: string, base64: boolean): Buffer | undefined {
  try {
    const plain = decodeURIComponent(data);
    if (!base64) return Buffer.from(plain);
    return isBase64(plain) ? Buffer.from(plain, 'base64') : undefined;
  } catch {
    return undefined;
  }
}
