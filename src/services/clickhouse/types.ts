import type { NotDone } from '../../core/grpc/streams.js';
import type { SavedFile } from '../../core/http/save.js';
import type { JsonRecord } from '../../core/util/is-record.js';

export type { NotDone } from '../../core/grpc/streams.js';

export interface Done {
  result: true;
}

/** How the server was reached, and how a user logs in. */
export type ConnectionRecord = {
  address: string;
  transport: 'http' | 'grpc';
  auth_type?: 'basic' | 'jwt';
  user?: string;
  password?: string;
  token?: string;
  /** Of HTTP. */
  headers?: JsonRecord;
  /** Metadata of gRPC. */
  meta?: JsonRecord;
  tls?: JsonRecord;
};

/** A request, as GetRequestSettings returns it. */
export type RequestRecord = {
  query: string;
  database?: string;
  id?: string;
  data?: unknown;
  format?: string;
  external_tables?: JsonRecord[];
  settings?: JsonRecord;
};

/** An external table, as GetExternalTableStructure returns it. */
export type TableRecord = {
  name: string;
  cols: JsonRecord;
  data?: unknown;
  format?: string;
};

/** A session, as GetSessionSettings returns it. */
export type SessionRecord = {
  id: string;
  check: boolean;
  /** In seconds. */
  timeout: number;
};

/** The response to a request. */
export interface Executed {
  result: true;
  /** The value of JSON, text, or bytes, by the format; empty if the request has no result. */
  body?: unknown;
  /** The file with the response, if it was saved. */
  file?: SavedFile;
  /** The status of HTTP. */
  status?: number;
  /** The headers of HTTP, names in lower case. */
  headers?: Record<string, string>;
  /** What else the server reports over gRPC. */
  message?: Omit<GrpcResult, 'output'>;
}

/** A message of the server over gRPC. */
export interface GrpcResult {
  query_id: string;
  time_zone: string;
  output_format: string;
  output_columns: { name: string; type: string }[];
  /** The value of JSON if it is complete, text, or bytes, by the format. */
  output: unknown;
  totals: unknown;
  extremes: unknown;
  logs: JsonRecord[];
  progress: JsonRecord;
  stats: JsonRecord;
  cancelled: boolean;
}

export interface StreamId {
  result: true;
  streamId: string;
}

/** An operation of a stream that did not happen. */
export interface StreamNotDone extends NotDone {
  streamId: string;
}

export interface StreamMessage {
  result: true;
  message: GrpcResult;
}

export interface GrpcSent {
  result: true;
  request_sending: Done;
  data_sending: Done[];
  received_message: StreamMessage | NotDone;
  stream_closing: Done;
}

export interface GrpcReceived {
  result: true;
  messages: StreamMessage[];
  /** Why receiving ended. */
  stop_message: Done | NotDone;
}
