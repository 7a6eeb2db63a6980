import type { JsonRecord } from '../../core/util/is-record.js';

/**
 * The response of the server. Strings, numbers that are exact, booleans and `null` are themselves;
 * every other value is canonical Extended JSON, such as `{ $oid: '…' }`.
 */
export interface CommandResult {
  result: true;
  data: JsonRecord;
}

/** The ID of a cursor: an int64, which a number of JavaScript may not hold. It is 0 after the end. */
export type CursorId = number | { $numberLong: string };

/** A cursor with the first documents. */
export interface OpenCursor {
  result: true;
  data: JsonRecord & { cursor: { id: CursorId; ns: string; firstBatch: JsonRecord[] } };
}

/** The next documents of a cursor. */
export interface NextBatch {
  result: true;
  data: JsonRecord & { cursor: { id: CursorId; ns: string; nextBatch: JsonRecord[] } };
}

/** Documents, in the same form. */
export interface Documents {
  result: true;
  data: JsonRecord[];
}

/** An update, as GetDocumentUpdateStructure returns it. */
export type UpdateStructure = {
  /** The filter, or `all`. */
  q: unknown;
  /** The changes, such as `{ $set: … }`, or a new document. */
  u: unknown;
  multi: boolean;
  upsert: boolean;
  collation?: unknown;
};

/** A deletion, as GetDocumentDeletionStructure returns it. */
export type DeletionStructure = {
  /** The filter, or `all`. */
  q: unknown;
  /** 0 for all documents that match, 1 for one of them. */
  limit: number;
  collation?: unknown;
};

/** A privilege, as GetRolePrivilegeStructure returns it. */
export type PrivilegeStructure = {
  resource: unknown;
  actions: string[];
};
