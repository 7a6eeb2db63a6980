import type { FileStore } from './file-store.js';
import type { UploadStore } from './upload-store.js';

/** What a server keeps. */
export interface Store {
  readonly files: FileStore;
  readonly uploads: UploadStore;
  readonly objects: Objects;
  /** Uploads that are under way break off. */
  close(): Promise<void>;
}

/** An object of the protocol, as it is shown: a response, an assistant, a batch. */
export interface StoredObject {
  id: string;
}

export interface Page {
  /** Of an assistant's thread, a store's files: the id of what it belongs to. */
  parent?: string | undefined;
  limit: number;
  /** By the time they were first put; within one moment as they came. */
  order: 'asc' | 'desc';
  /** Ids: what comes behind or before these in the order asked for. */
  after?: string | undefined;
  before?: string | undefined;
}

/**
 * Objects by kind (`response`, `assistant`) and id. What `put` has returned from is on disk; an
 * object is there whole or not at all.
 */
export interface Objects {
  /** Keeps a new object, or what has become of one that is known: its place in the order stays. */
  put(kind: string, object: StoredObject, parent?: string): void;
  get<T extends StoredObject>(kind: string, id: string): T | undefined;
  /** Says whether there was one. */
  remove(kind: string, id: string): boolean;
  /** Throws an `ApiError` (400) where `after` or `before` is none of them. */
  list<T extends StoredObject>(kind: string, page: Page): { data: T[]; hasMore: boolean };
  /**
   * All that `work` changes or nothing of it, where it throws; no other process changes anything
   * between what it reads and what it writes. `work` must not wait for anything.
   */
  transaction<T>(work: () => T): T;
}
