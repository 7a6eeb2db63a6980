import { seconds } from '../seconds.js';
import type { Objects, StoredObject } from '../state/store.js';
import type { Attributes } from './attributes.js';
import type { Chunking } from './chunks.js';

const STORE = 'vector_store';
const FILE = 'vector_store_file';
const CHUNKS = 'vector_store_chunks';
const FILE_BATCH = 'vector_store_file_batch';
const ALL = 1_000_000;
const DAY = 24 * 60 * 60;

/** A vector store as it is kept; times in seconds since 1970. */
export interface VectorStore extends StoredObject {
  name: string;
  created_at: number;
  last_active_at: number;
  expires_after: { anchor: 'last_active_at'; days: number } | null;
  metadata: Record<string, string> | null;
}

export interface FileProblem {
  code: 'server_error' | 'unsupported_file' | 'invalid_file';
  message: string;
}

/** A file of a vector store, as the protocol shows it. */
export interface VectorStoreFile extends StoredObject {
  object: 'vector_store.file';
  usage_bytes: number;
  created_at: number;
  vector_store_id: string;
  status: 'completed' | 'failed';
  last_error: FileProblem | null;
  chunking_strategy: { type: 'static'; static: Chunking };
  attributes: Attributes;
}

/** Files that were added together. */
export interface FileBatch extends StoredObject {
  vector_store_id: string;
  created_at: number;
  files: string[];
}

/** The pieces of a file's text, and a vector for each. */
export interface Chunks {
  texts: string[];
  vectors: Float32Array[];
}

/** A file may be in many stores: it is kept under both IDs. */
interface Kept<T> extends StoredObject {
  value: T;
}

/** What is kept of vector stores. */
export class VectorStores {
  readonly #objects: Objects;

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  get(id: string): VectorStore | undefined {
    return this.#objects.get<VectorStore>(STORE, id);
  }

  put(store: VectorStore): void {
    this.#objects.put(STORE, store);
  }

  /** Notes that it was used now. */
  touch(id: string): void {
    const store = this.get(id);
    if (store) this.put({ ...store, last_active_at: seconds() });
  }

  list(order: 'asc' | 'desc'): VectorStore[] {
    return this.#objects.list<VectorStore>(STORE, { limit: ALL, order }).data;
  }

  /** The store first: what is left of it after a crash is out of reach. */
  remove(id: string): void {
    this.#objects.remove(STORE, id);
    for (const file of this.files(id, 'asc')) this.removeFile(id, file.id);
    const page = { parent: id, limit: ALL, order: 'asc' } as const;
    for (const batch of this.#objects.list<FileBatch>(FILE_BATCH, page).data) {
      this.#objects.remove(FILE_BATCH, batch.id);
    }
  }

  files(store: string, order: 'asc' | 'desc'): VectorStoreFile[] {
    const page = { parent: store, limit: ALL, order };
    return this.#objects.list<Kept<VectorStoreFile>>(FILE, page).data.map(({ value }) => value);
  }

  file(store: string, id: string): VectorStoreFile | undefined {
    return this.#objects.get<Kept<VectorStoreFile>>(FILE, `${store}:${id}`)?.value;
  }

  /** Keeps a file and, unless it failed, its pieces: these first, for a file that shows is searched. */
  putFile(file: VectorStoreFile, chunks?: Chunks): void {
    const { vector_store_id: store } = file;
    const id = `${store}:${file.id}`;
    if (chunks) {
      const vectors = chunks.vectors.map((vector) => Buffer.from(vector.buffer).toString('base64'));
      this.#objects.put(
        CHUNKS,
        { id, value: { texts: chunks.texts, vectors } } as StoredObject,
        store,
      );
    }
    this.#objects.put(FILE, { id, value: file } as Kept<VectorStoreFile>, store);
  }

  chunks(store: string, file: string): Chunks | undefined {
    type Written = Kept<{ texts: string[]; vectors: string[] }>;
    const written = this.#objects.get<Written>(CHUNKS, `${store}:${file}`)?.value;
    return written && { texts: written.texts, vectors: written.vectors.map(vectorOf) };
  }

  fileBatch(store: string, id: string): FileBatch | undefined {
    const batch = this.#objects.get<FileBatch>(FILE_BATCH, id);
    return batch?.vector_store_id === store ? batch : undefined;
  }

  putFileBatch(batch: FileBatch): void {
    this.#objects.put(FILE_BATCH, batch, batch.vector_store_id);
  }

  removeFile(store: string, file: string): boolean {
    const id = `${store}:${file}`;
    const was = this.#objects.remove(FILE, id);
    this.#objects.remove(CHUNKS, id);
    return was;
  }
}

function vectorOf(base64: string): Float32Array {
  // Copied, so that it begins where floats may begin.
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}

/** When it is forgotten, unless it is used before. */
export function expiryOf({ expires_after, last_active_at }: VectorStore): number | null {
  return expires_after && last_active_at + expires_after.days * DAY;
}

export function hasExpired(store: VectorStore): boolean {
  const expiry = expiryOf(store);
  return expiry !== null && expiry <= seconds();
}
