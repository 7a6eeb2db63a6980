import type { ProxySettings } from '../../core/definition/call-options.js';

/**
 * What a script asks of the main thread, and the answers. Values are what `structuredClone` copies:
 * records, arrays, text, numbers, `bigint`, bytes; objects with one of the keys below stand for the rest.
 */

/** Stands for an open connection, which stays on the main thread. */
export const HANDLE = 'oint:handle';
/** Stands for a number with more digits than a JavaScript number has. */
export const DIGITS = 'oint:number';

/** A call of a service. */
export interface ServiceRequest {
  service: string;
  method: string;
  args: unknown[];
}

/** A request of `HTTPConnection`. The answer's value is a `WebResponse`. */
export interface WebRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Bytes, or the path of a file. */
  body: Uint8Array | string | undefined;
  /** The path of a file that the response is written to. */
  saveTo: string | undefined;
  redirects: number;
  /** Seconds for connecting, for the first byte and for each pause; 0 for the usual limits. */
  timeout: number;
  proxy: ProxySettings | false | undefined;
  /** Hosts that the proxy is not for, as in NO_PROXY. */
  direct: readonly string[];
  /** Paths of PEM files. */
  ca: string | undefined;
  cert: string | undefined;
}

export interface WebResponse {
  status: number;
  headers: [name: string, value: string][];
  /** Empty if it was written to a file. */
  body: Uint8Array;
}

export type Request = ServiceRequest | { web: WebRequest };

export type Answer =
  | { ok: true; value: unknown }
  /** The script gets an error that `Try` can catch. */
  | { ok: false; message: string };
