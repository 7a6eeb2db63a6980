import type { SavedFile } from '../../core/http/save.js';

/** A request as ReturnRequest shows it. */
export interface RequestView {
  method: string;
  url: string;
  /** Names in lower case. Signatures are added when it is sent. */
  headers: Record<string, string>;
  /** The text of the body; for bytes and forms, what they consist of. */
  body: string | undefined;
}

/** The connection of a request, as ReturnConnection shows it. */
export interface ConnectionView {
  host: string;
  port: number;
  secure: boolean;
  /** In seconds. */
  timeout: number | undefined;
}

export interface ResponseView {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer | SavedFile;
}

export interface Settings {
  gzip: boolean;
  SplitArrayParams: boolean;
  ArraysSquareBrackets: boolean;
  URLencoding: boolean;
  EncodeRequestBody: string;
  BodyFieldsAtOAuth: boolean;
  MaxAttempts: number;
  MaxRedirects: number;
}
