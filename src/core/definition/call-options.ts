import type { DeadlineName } from '../errors/errors.js';

/** A proxy, as the reference's structure has it; a URL says the same shorter. */
export interface ProxySettings {
  /** `http` (the default) or `https`: how the proxy itself is spoken to. */
  protocol?: string;
  host: string;
  port?: number | string;
  user?: string;
  password?: string;
}

/** How far an upload or a download has come. */
export interface Progress {
  direction: 'up' | 'down';
  /** Bytes so far. */
  done: number;
  /** Bytes in all, where the size is known. */
  total: number | undefined;
}

/**
 * What any networked call takes beside its params. Times are milliseconds. None of them is needed:
 * each has a default that suits a slow model as well as a quick API.
 */
export interface CallOptions {
  /** The whole call, retries and waits included. Default 30 minutes. */
  timeout?: number | undefined;
  /** Finding the server and agreeing on encryption. Default 10 seconds. */
  connectTimeout?: number | undefined;
  /** From the request's last byte to the answer's first. Default 5 minutes. */
  firstByteTimeout?: number | undefined;
  /** Silence in between: of an answer that has begun, or of an upload under way. Default 2 minutes. */
  idleTimeout?: number | undefined;
  /** How often a failed request is repeated, where repeating it is safe. Default 2. */
  retries?: number | undefined;
  /** Repeat even a write that may have happened. Default false. */
  retryWrites?: boolean | undefined;
  /** `http://user:password@host:port`, or `false` for none, whatever HTTP_PROXY says. */
  proxy?: string | false | ProxySettings | undefined;
  /**
   * Where a service with one address of its own is reached instead: a gateway, a server of one's own.
   */
  baseUrl?: string | undefined;
  /** Certificate authority to trust beside the usual ones: PEM text, or the path of a PEM file. */
  ca?: string | undefined;
  /** The client's own certificate, for mutual TLS: PEM text, or the path of a PEM file. */
  cert?: string | undefined;
  /** The key of `cert`: PEM text, or the path of a PEM file. */
  key?: string | undefined;
  /** Trust any certificate: for a test server only. */
  insecure?: boolean | undefined;
  /**
   * The host key of an SSH server: its fingerprint (`SHA256:…`), `accept_new` to trust and remember
   * an unknown one, `no` for no check at all. By default only keys in known_hosts are trusted.
   */
  hostKey?: string | undefined;
  /** Ends the call early, with an `AbortedError`. */
  signal?: AbortSignal | undefined;
  /** Return status, headers and body instead of the body alone. */
  fullResponse?: boolean | undefined;
  /** Write a binary result to this file as it arrives, instead of keeping it in memory. */
  saveTo?: string | undefined;
  /** Told of every upload's and download's advance. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Told of every request and answer in a line each, secrets masked. */
  debug?: ((line: string) => void) | undefined;
}

export const callDefaults = {
  timeout: 30 * 60_000,
  connectTimeout: 10_000,
  firstByteTimeout: 5 * 60_000,
  idleTimeout: 2 * 60_000,
  retries: 2,
} as const;

/** True for a call option that is a deadline: a length of time. */
export function isDeadline(option: string): option is DeadlineName {
  return option !== 'retries' && Object.hasOwn(callDefaults, option);
}
