import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { ContentBlock } from '@modelcontextprotocol/server';
import { looksLikeBase64 } from '../core/definition/kinds/base64.js';
import type { Redactor } from '../core/errors/redact.js';
import type { SavedFile } from '../core/http/save.js';
import { writeJson } from '../core/json/write.js';
import { after, mapAll } from '../core/util/at-once.js';
import { cut } from '../core/util/cut.js';
import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import type { FileStore, StoredFile } from './store.js';

/** A result as the model receives it. */
export interface Shown {
  content: ContentBlock[];
  /** The result as JSON, with handles for files; the start of its text if it was truncated. */
  result: unknown;
  /** Handle of the complete result, if it was truncated. */
  whole?: string;
  /** What the service said besides the result, such as warnings of a database. */
  notices?: string;
}

export interface Showing {
  store: FileStore;
  redactor: Redactor;
  limit: number;
}

/** A result without binary data, which is stored as files. Images are also shown. */
export async function show(
  result: unknown,
  name: string,
  { store, redactor, limit }: Showing,
  label: (result: unknown) => unknown = (found) => found,
): Promise<Shown> {
  const files: StoredFile[] = [];
  const plain = redactor.deep(await withoutBytes(result, store, files));
  // Masked again as text: a number may be a secret too.
  const text = redactor.text(textOf(label(plain)));
  const extra = await Promise.all(files.map((file) => fileContent(file, store)));
  if (text.length <= limit) {
    return { content: [{ type: 'text', text }, ...extra.flat()], result: plain };
  }
  const full = redactor.text(textOf(plain));
  const whole = await store.write(`${name}.json`, full, 'application/json');
  const start = cut(full, limit);
  const note = `\n… (truncated: ${start.length} of ${full.length} characters. Complete result: ${whole.uri}. Call read_result with from=${start.length} for the rest.)`;
  const link = linkTo(whole);
  return {
    content: [{ type: 'text', text: start + note }, link, ...extra.flat()],
    result: start,
    whole: whole.uri,
  };
}

/** A file that a method has written: its handle, and the image if it is one. */
export async function showFile(
  saved: SavedFile,
  name: string,
  { store }: Showing,
  label: (result: unknown) => unknown = (found) => found,
  keptAt?: string,
): Promise<Shown> {
  const type = saved.type?.split(';')[0]?.trim();
  const isVague = !type || type === 'application/octet-stream';
  const extension = extname(name) || (await extensionOfFile(saved.path));
  const shown = `${basename(name, extname(name))}${extension}`;
  const file = await store.keep(saved.path, shown, isVague ? undefined : type);
  const result = { ...handleOf(file), ...(keptAt !== undefined && { path: keptAt }) };
  const content = await fileContent(file, store);
  return { content: [{ type: 'text', text: textOf(label(result)) }, ...content], result };
}

async function extensionOfFile(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return extensionOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (writeJson(value) ?? 'null');
}

function handleOf({ uri, type, bytes }: StoredFile): JsonRecord {
  return { file: uri, ...(type && { type }), bytes };
}

function linkTo({ uri, name, type, bytes }: StoredFile): ContentBlock {
  return { type: 'resource_link', uri, name, size: bytes, ...(type && { mimeType: type }) };
}

/** Formats that models accept, up to a size that clients accept. */
const IMAGE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const MAX_IMAGE_BYTES = 3 * 1024 * 1024;

async function fileContent(file: StoredFile, store: FileStore): Promise<ContentBlock[]> {
  const { type = '', bytes } = file;
  if (!IMAGE_TYPES.has(type) || bytes > MAX_IMAGE_BYTES) return [linkTo(file)];
  const data = (await store.read(file)).toString('base64');
  return [linkTo(file), { type: 'image', data, mimeType: type }];
}

/** No real result is nested deeper than this. */
const MAX_DEPTH = 100;

/** A copy without bytes, which are stored as `files`. A promise only if there are some: most results have none. */
function withoutBytes(
  value: unknown,
  store: FileStore,
  files: StoredFile[],
  depth = 0,
): unknown | Promise<unknown> {
  if (depth > MAX_DEPTH) return '…';
  if (typeof value === 'bigint') return String(value);
  const bytes = bytesIn(value);
  if (bytes) {
    return store.write(`file${extensionOf(bytes)}`, bytes).then((file) => {
      files.push(file);
      return handleOf(file);
    });
  }
  const next = (item: unknown) => withoutBytes(item, store, files, depth + 1);
  if (Array.isArray(value)) return mapAll(value, next);
  if (!isRecord(value)) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return next(value.toJSON());
  const names = Object.keys(value);
  return after(
    mapAll(names, (name) => next(value[name])),
    (items) => Object.fromEntries(names.map((name, at) => [name, items[at]])),
  );
}

/** Shorter Base64 is an ID or a signature. */
const MIN_FILE_LENGTH = 400;

function bytesIn(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string' || value.length < MIN_FILE_LENGTH) return undefined;
  const data = /^data:[^,]{0,100};base64,/i.exec(value);
  const base64 = data ? value.slice(data[0].length) : value;
  return data || looksLikeBase64(base64) ? Buffer.from(base64, 'base64') : undefined;
}

const SIGNATURES: readonly (readonly [extension: string, start: RegExp])[] = [
  ['.png', /^\x89PNG/],
  ['.jpg', /^\xff\xd8\xff/],
  ['.gif', /^GIF8/],
  ['.webp', /^RIFF.{4}WEBP/s],
  ['.pdf', /^%PDF-/],
];

function extensionOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return SIGNATURES.find(([, pattern]) => pattern.test(start))?.[0] ?? '.bin';
}
