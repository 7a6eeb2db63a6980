import type { Call } from '../../definition/call.js';
import type { Redactor } from '../../errors/redact.js';
import { withinCall } from '../../http/wait.js';
import { now } from '../../util/clock.js';

/** The source of a call's access token, if the caller passed something that gets one. */
export abstract class TokenSource {
  /** Returns an access token that has not expired, as far as is known. */
  abstract current(call: Call): Promise<string>;
  /** Returns a new token in place of one that the service has refused. */
  abstract renew(refused: string, call: Call): Promise<string>;

  /** Masks its credentials in everything that a call shows. */
  hideIn(_redactor: Redactor): void {}

  /** Neither logs nor JSON show its content. */
  toJSON(): string {
    return '***';
  }

  toString(): string {
    return '***';
  }
}

interface Fetched {
  accessToken: string;
  /** Seconds; a token without is used until the service refuses it. */
  expiresIn?: number | undefined;
}

/** Fetches a token; `refused` is the one that the service no longer accepts. */
export type FetchToken = (call: Call, refused: string | undefined) => Promise<Fetched>;

/** A token is renewed before it expires: by a tenth of its lifetime, at most by a minute. */
const EARLY = 60;
/** How long a fetch may continue after the call that started it, in milliseconds. */
const AFTER_CALL = 10_000;
const LONGEST_FETCH = 60_000;

/**
 * An access token that many calls share. It is fetched once, even if many calls need a new one at
 * the same time: a second attempt with the same refresh token would fail, and some services then
 * revoke both.
 */
export class SharedToken {
  #token: string | undefined;
  #until = Number.POSITIVE_INFINITY;
  #fetching: Promise<string> | undefined;

  /** `expiresAt` is in milliseconds since 1970, if it is known. */
  constructor(token?: string, expiresAt?: number) {
    this.#token = token;
    if (expiresAt !== undefined) this.#until = until((expiresAt - Date.now()) / 1000);
  }

  current(call: Call, fetch: FetchToken): Promise<string> {
    if (this.#fetching) return withinCall(this.#fetching, call);
    const token = this.#token;
    if (token !== undefined && Date.now() < this.#until) return Promise.resolve(token);
    return this.#fetch(call, fetch, undefined);
  }

  renew(refused: string, call: Call, fetch: FetchToken): Promise<string> {
    if (this.#fetching) return withinCall(this.#fetching, call);
    if (this.#token !== undefined && this.#token !== refused) return Promise.resolve(this.#token);
    return this.#fetch(call, fetch, refused);
  }

  #fetch(call: Call, fetch: FetchToken, refused: string | undefined): Promise<string> {
    const fetching = fetch(detached(call), refused)
      .then(({ accessToken, expiresIn }) => {
        this.#until = until(expiresIn);
        this.#token = accessToken;
        return accessToken;
      })
      .finally(() => {
        this.#fetching = undefined;
      });
    this.#fetching = fetching;
    // All of its calls may have ended by then.
    fetching.catch(() => {});
    return withinCall(fetching, call);
  }
}

/**
 * The call of a fetch. It continues for the other callers when the call that started it ends: new
 * tokens must not be lost because one caller stopped waiting.
 */
function detached(call: Call): Call {
  const deadline = Math.min(now() + LONGEST_FETCH, Math.max(call.deadline, now() + AFTER_CALL));
  return call.with({ options: { signal: undefined, onProgress: undefined }, deadline });
}

function until(expiresIn: number | undefined): number {
  if (expiresIn === undefined) return Number.POSITIVE_INFINITY;
  return Date.now() + (expiresIn - Math.min(EARLY, expiresIn / 10)) * 1000;
}
