import type { Definition } from '../../src/core/definition/method.js';

export type Input = Record<string, unknown>;
export type Row = Record<string, unknown>;
interface Result {
  data?: Row[];
  rows?: number;
}

/** A method of any SQL service. */
export interface SqlMethod {
  (input: Input): Promise<Result>;
  stream(input: Input): Promise<AsyncIterable<Row>>;
  definition: Definition;
}

/** A SQL service and its database, and in which words they differ. */
export interface SqlService {
  /** The methods, by their names. */
  methods: object;
  /** The param for the database: `connection`, `db`. */
  param: string;
  /** The value of that param, which opens a connection for each call. */
  address: string;
  /** A connection for many calls. */
  open(): Promise<AsyncDisposable>;
  /** The types of columns. */
  types: Readonly<Record<'key' | 'whole' | 'wide' | 'text' | 'indexed' | 'bytes', string>>;
  /** The form in which bytes are returned. */
  bytes(bytes: Buffer): unknown;
  /** The type for digits after the point, if the database has one. */
  decimal?: string;
  /** Codes of errors: a table that does not exist, and one that exists; a duplicate key. */
  reasons: Readonly<Record<'missing' | 'exists' | 'duplicate', string>>;
  /** The opening quote of names, for queries of the tests. */
  quote: string;
  /** What a new table returns for the texts `1.50` and `true`. */
  created: Readonly<Record<'price' | 'paid', unknown>>;
  /** True if the caller names the key fields of EnsureRecords. */
  namesKeys: boolean;
  /** A query of this many numbers `n`, from 1. */
  numbers(count: number): string;
  begin: string;
}
