import type { DeadlineName } from '../errors/errors.js';

/** A proxy with the fields of the reference's structure. A URL is a shorter form of the same. */
export interface ProxySettings {
  /** The protocol of the proxy itself: `http` (the default) or `https`. */
  protocol?: string;
  host: string;
  port?: number | string;
  user?: string;
  password?: string;
}

/** The progress of an upload or a download. */
export interface Progress {
  direction: 'up' | 'down';
  /** Bytes so far. */
  done: number;
  /** Total bytes, if the size is known. */
  total: number | undefined;
}

/** A request that failed and will be repeated. */
export interface Retry {
  /** How long until then, in milliseconds. */
  wait: number;
  /** Which retry it is, from 1, and how many there may be. */
  number: number;
  most: number;
  /** Why the last attempt failed. */
  error: Error;
}

/** What a database says about a statement that succeeds: `RAISE WARNING` of PostgreSQL. */
export interface Notice {
  /** `WARNING`, `NOTICE`, `INFO`, … */
  severity: string;
  message: string;
  detail?: string | undefined;
  hint?: string | undefined;
}

/**
 * The call options of every networked method. Times are in milliseconds. All are optional: the
 * defaults suit a slow model as well as a fast API.
 */
export interface CallOptions {
  /** The whole call, including retries and waits. Default 30 minutes. */
  timeout?: number | undefined;
  /** DNS lookup, connecting and the TLS handshake. Default 10 seconds. */
  connectTimeout?: number | undefined;
  /** From the last byte of the request to the first byte of the response. Default 5 minutes. */
  firstByteTimeout?: number | undefined;
  /** The longest pause within a response or an upload. Default 2 minutes. */
  idleTimeout?: number | undefined;
  /**
   * The largest response in bytes, after decompression: a larger one is an error. By default only one
   * that decompresses to more than 200 times its size is.
   */
  maxFilesize?: number | undefined;
  /** How often a failed request is retried, if that is safe. Default 2. */
  retries?: number | undefined;
  /** Retry even a write that may have succeeded. Default false. */
  retryWrites?: boolean | undefined;
  /** `http://user:password@host:port`, or `false` to ignore HTTP_PROXY. */
  proxy?: string | false | ProxySettings | undefined;
  /** Address to use instead of the service's own: a gateway, or your own server. */
  baseUrl?: string | undefined;
  /** Additional certificate authority to trust: PEM text, or the path of a PEM file. */
  ca?: string | undefined;
  /** The client certificate, for mutual TLS: PEM text, or the path of a PEM file. */
  cert?: string | undefined;
  /** The private key of `cert`: PEM text, or the path of a PEM file. */
  key?: string | undefined;
  /** Trust any certificate: for a test server only. */
  insecure?: boolean | undefined;
  /**
   * The host key of an SSH server: its fingerprint (`SHA256:…`), `accept_new` to trust and remember
   * an unknown one, `no` to skip the check. By default only keys in known_hosts are trusted.
   */
  hostKey?: string | undefined;
  /** Ends the call early, with an `AbortedError`. */
  signal?: AbortSignal | undefined;
  /** Return status, headers and body instead of the body alone. */
  fullResponse?: boolean | undefined;
  /** Write a binary result to this file as it arrives, instead of keeping it in memory. */
  saveTo?: string | undefined;
  /** Called with the progress of uploads and downloads. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called before each wait for a retry. */
  onRetry?: ((retry: Retry) => void) | undefined;
  /** Called with each warning and notice of a database. */
  onNotice?: ((notice: Notice) => void) | undefined;
  /** Called with a line for every request and response, secrets masked. */
  debug?: ((line: string) => void) | undefined;
}

export const callDefaults = {
  timeout: 30 * 60_000,
  connectTimeout: 10_000,
  firstByteTimeout: 5 * 60_000,
  idleTimeout: 2 * 60_000,
  retries: 2,
} as const;

/** True for a call option that is a deadline. */
export function isDeadline(option: string): option is DeadlineName {
  return option !== 'retries' && Object.hasOwn(callDefaults, option);
}
