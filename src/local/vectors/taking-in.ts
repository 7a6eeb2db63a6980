import { setImmediate } from 'node:timers/promises';
import type { Models } from '../engines/models.js';
import { seconds } from '../seconds.js';
import type { FileRecord } from '../state/file-store.js';
import type { Store } from '../state/store.js';
import type { Attributes } from './attributes.js';
import { type Chunking, chunksOf } from './chunks.js';
import type { Chunks, FileProblem, VectorStoreFile } from './vector-stores.js';

/** The embedding model and the length of its vectors. */
const MODEL = 'oint-hash';
const DIMENSIONS = 512;
/** The whole text is held in memory while it is split. */
const LARGEST_TEXT = 8 * 1024 * 1024;
/** How many chunks are embedded before other requests get a turn. */
const TURN = 32;

export interface TakenIn {
  store: string;
  file: FileRecord;
  chunking: Chunking;
  attributes: Attributes;
}

/** Splits a file's text into chunks and embeds them. A file that is not text is marked as failed. */
export async function takeIn(task: TakenIn, store: Store, models: Models) {
  const read = await readText(task.file, store);
  const file: VectorStoreFile = {
    id: task.file.id,
    object: 'vector_store.file',
    usage_bytes: 0,
    created_at: seconds(),
    vector_store_id: task.store,
    status: 'failed',
    last_error: null,
    chunking_strategy: { type: 'static', static: task.chunking },
    attributes: task.attributes,
  };
  if (typeof read !== 'string') return { file: { ...file, last_error: read }, chunks: undefined };
  const texts = chunksOf(read, task.chunking);
  const chunks: Chunks = { texts, vectors: await vectorsOf(texts, models) };
  const usage_bytes = texts.reduce(
    (sum, text) => sum + Buffer.byteLength(text) + DIMENSIONS * 4,
    0,
  );
  return { file: { ...file, usage_bytes, status: 'completed' as const }, chunks };
}

/** Embeds texts as vectors of the kind that stores hold. */
export async function vectorsOf(texts: readonly string[], models: Models): Promise<Float32Array[]> {
  const model = await models.findFor(MODEL, 'embed');
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += TURN) {
    await setImmediate();
    const task = { texts: texts.slice(from, from + TURN), dimensions: DIMENSIONS };
    vectors.push(...(await model.embed({ ...task, signal: undefined })).vectors);
  }
  return vectors;
}

/** Returns the file's text, or the reason why it has none. */
export async function readText(
  { id, bytes }: FileRecord,
  { files }: Store,
): Promise<string | FileProblem> {
  if (bytes > LARGEST_TEXT) {
    const message = `The file is larger than the limit of ${LARGEST_TEXT} bytes.`;
    return { code: 'unsupported_file', message };
  }
  const handle = await files.open(id);
  if (!handle) return { code: 'server_error', message: 'The file no longer exists.' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
    if (text.trim() === '') return { code: 'invalid_file', message: 'The file contains no text.' };
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  } finally {
    await handle.close();
  }
  return {
    code: 'unsupported_file',
    message: 'The file is not UTF-8 text.',
  };
}
