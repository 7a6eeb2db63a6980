import type { FileStore } from './file-store.js';
import type { UploadStore } from './upload-store.js';

/** The server's state. */
export interface Store {
  readonly files: FileStore;
  readonly uploads: UploadStore;
  readonly objects: Objects;
  /** Aborts uploads that are in progress. */
  close(): Promise<void>;
}

/** An object of the protocol in its public form: a response, an assistant, a batch. */
export interface StoredObject {
  id: string;
}

export interface Page {
  /** For example of a thread's message or a store's file: the ID of the object it belongs to. */
  parent?: string | undefined;
  limit: number;
  /** Sorted by creation time; objects of the same moment by insertion. */
  order: 'asc' | 'desc';
  /** IDs: start after, or end before, these in the requested order. */
  after?: string | undefined;
  before?: string | undefined;
}

/**
 * Objects by kind (`response`, `assistant`) and ID. When `put` returns, the object is on disk; an
 * object is stored completely or not at all.
 */
export interface Objects {
  /** Stores a new object or replaces an existing one, which keeps its place in the order. */
  put(kind: string, object: StoredObject, parent?: string): void;
  get<T extends StoredObject>(kind: string, id: string): T | undefined;
  /** Returns whether the object existed. */
  remove(kind: string, id: string): boolean;
  /** Throws an `ApiError` (400) if `after` or `before` does not exist. */
  list<T extends StoredObject>(kind: string, page: Page): { data: T[]; hasMore: boolean };
  /**
   * Runs `work` as a transaction: all of its changes are made, or none if it throws, and no other
   * process changes anything in between. `work` must be synchronous.
   */
  transaction<T>(work: () => T): T;
}
