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

/** A stored vector store; times in seconds since 1970. */
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

/** A file in a vector store, as the protocol represents it. */
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

/** The chunks of a file's text, with one vector each. */
export interface Chunks {
  texts: string[];
  vectors: Float32Array[];
}

/** A file can be in many stores, so its key contains both IDs. */
interface Kept<T> extends StoredObject {
  value: T;
}

/** Storage for vector stores. */
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

  /** Updates the time of last use. */
  touch(id: string): void {
    const store = this.get(id);
    if (store) this.put({ ...store, last_active_at: seconds() });
  }

  list(order: 'asc' | 'desc'): VectorStore[] {
    return this.#objects.list<VectorStore>(STORE, { limit: ALL, order }).data;
  }

  /** Deletes the store first: anything left over after a crash is then unreachable. */
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

  /**
   * Stores a file and, unless it failed, its chunks. Chunks go first: a listed file must be
   * searchable.
   */
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
  // Copied, so that it is aligned for 32-bit floats.
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}

/** When the store expires, unless it is used before then. */
export function expiryOf({ expires_after, last_active_at }: VectorStore): number | null {
  return expires_after && last_active_at + expires_after.days * DAY;
}

export function hasExpired(store: VectorStore): boolean {
  const expiry = expiryOf(store);
  return expiry !== null && expiry <= seconds();
}
