import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { lookup } from 'mrmime';
import { Bytes } from '../bytes.js';
import { InputError } from '../errors.js';
import { openUrl } from '../http/fetch-bytes.js';
import { type Kind, type ParamSpec, type Place, param } from '../param.js';
import { clip, refuse } from './text.js';
import { cannotRead } from './typed.js';

/** Everything that bytes can be given as. A string is a path, an http(s) or data: URL, or Base64. */
export type BytesInput = string | Uint8Array | ArrayBuffer | Blob | NodeJS.ReadableStream | Bytes;

export const bytesKind: Kind<BytesInput, Bytes> = {
  name: 'bytes',
  takes: 'a path, an http(s) or data: URL, Base64, or - for standard input',
  schema: { type: 'string', description: 'a path, an http(s) or data: URL, or Base64' },
  parse: (value, place) =>
    typeof value === 'string' ? fromText(value, place) : fromObject(value, place),
};

/** A bytes param: what is streamed from disk, memory or the network as it is sent. */
export function bytes<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(bytesKind, summary, spec);
}

function fromObject(value: unknown, place: Place): Bytes {
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
  if (value instanceof Readable) return fromStream(value);
  throw refuse(value, place, 'a path, URL, Base64, Uint8Array, Blob or stream');
}

function fromStream(stream: NodeJS.ReadableStream, from = 'a stream'): Bytes {
  return new Bytes({ open: () => stream as Readable, replayable: false, from });
}

async function fromText(value: string, place: Place): Promise<Bytes> {
  if (value === '-' && place.sources) return fromStream(place.sources.stdin(), 'standard input');
  if (/^https?:\/\//i.test(value)) return fromUrl(value, place);
  if (/^data:/i.test(value)) return fromDataUrl(value, place);
  const path = value.startsWith('@') && place.sources ? value.slice(1) : value;
  const file = await fromFile(path, place);
  if (file) return file;
  if (value === path && isBase64(value)) return Bytes.of(Buffer.from(value, 'base64'));
  throw new InputError({
    method: place.call.method,
    option: place.name,
    message: place.call.redactor.text(`${place.name}: there is no file "${clip(value, 120)}"`),
    hint: /^[A-Za-z0-9+/]+$/.test(value)
      ? `The path is taken from ${process.cwd()}. If it is Base64, write data:;base64,${clip(value, 12)}`
      : `The path is taken from ${process.cwd()}; ${place.name} takes ${bytesKind.takes}.`,
  });
}

async function fromFile(path: string, place: Place): Promise<Bytes | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    const name = basename(path);
    const type = lookup(name);
    // A pipe or a device (`/dev/stdin`, `<(…)` in bash) has no size and is read once.
    if (!found.isFile()) {
      const once = Bytes.file(path, { size: 0, name });
      return new Bytes({ open: () => once.open(), replayable: false, name, from: path });
    }
    return Bytes.file(path, { size: found.size, name, ...(type && { type }) });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    if (reason === 'ENOENT' || reason === 'ENOTDIR' || reason === 'ENAMETOOLONG') return undefined;
    if (reason === 'ERR_INVALID_ARG_VALUE') return undefined;
    throw cannotRead(path, place, error);
  }
}

function fromUrl(url: string, place: Place): Bytes {
  const name = nameFromUrl(url);
  const type = name && lookup(name);
  return new Bytes({
    open: () => openUrl(url, place.call),
    replayable: true,
    name,
    from: url,
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

function fromDataUrl(value: string, place: Place): Bytes {
  const match = /^data:([^,]*?)(;base64)?,([\s\S]*)$/i.exec(value);
  const data = match && decodeData(match[3]!, Boolean(match[2]));
  if (!data) {
    throw refuse(value, place, 'a data: URL of the form data:image/png;base64,…');
  }
  const type = match[1]!.split(';')[0] || undefined;
  return Bytes.of(data, { from: `a data: URL of ${data.length} bytes`, ...(type && { type }) });
}

function decodeData(data: string, base64: boolean): Buffer | undefined {
  try {
    const plain = decodeURIComponent(data);
    if (!base64) return Buffer.from(plain);
    return STRICT_BASE64.test(plain) ? Buffer.from(plain, 'base64') : undefined;
  } catch {
    return undefined;
  }
}

const STRICT_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** From here on Base64 without padding is told from a mistyped name. */
const SURELY_BASE64 = 40;

/**
 * True only for text that can hardly be a path: padded, or long; and not a path's look. A Base64
 * text that begins with a slash is taken where it begins as a JPEG does, the one common case.
 */
function isBase64(value: string): boolean {
  const text = value.replace(/\s+/g, '');
  if (text === '' || text.length % 4 !== 0 || !STRICT_BASE64.test(text)) return false;
  if (text.startsWith('/') && !text.startsWith('/9j/')) return false;
  if (text.endsWith('=')) return true;
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9+]/.test(text);
  return text.length >= SURELY_BASE64 && (mixed || !text.includes('/'));
}
