import type { Connection } from '../core/connection/connection.js';
import { randomHex } from '../core/util/random.js';
import { Refused } from './problem.js';

interface Held {
  handle: string;
  /** The client that opened it: no other one can use it. */
  owner: string;
  connection: Connection;
  /** Ends what its calls may access, once it is closed. */
  release: () => Promise<void>;
  /** The number of calls that use it. */
  users: number;
  /** When it was last used. */
  last: number;
}

const HANDLE = /^\{oint-[0-9a-f]{32}\}$/;

/** True for a text that has the form of a handle. */
export function looksLikeHandle(text: string): boolean {
  return HANDLE.test(text);
}

/** True for the open connections that methods return. */
export function isConnection(value: object): value is Connection {
  return 'isOpen' in value && 'close' in value && typeof value.close === 'function';
}

/**
 * The open connections of clients, by handles such as `{oint-…}`. A handle cannot be guessed, and
 * only its owner can use it. Unused connections are closed.
 */
export class Handles {
  readonly #most: number;
  readonly #idle: number;
  readonly #byHandle = new Map<string, Held>();
  readonly #byConnection = new Map<Connection, Held>();
  readonly #watch: NodeJS.Timeout;

  /** `most` connections of each owner; one is closed after `idle` milliseconds without use. */
  constructor({ most, idle }: { most: number; idle: number }) {
    this.#most = most;
    this.#idle = idle;
    this.#watch = setInterval(() => this.#closeIdle(), Math.max(20, Math.min(10_000, idle / 4)));
    this.#watch.unref();
  }

  /**
   * The handle of a connection that a call returned: a new one, unless it has one already.
   *
   * @throws {Refused} The owner has too many open connections; this one was closed.
   */
  async hold(owner: string, connection: Connection, release: Held['release']): Promise<string> {
    const known = this.#byConnection.get(connection);
    if (known) return known.handle;
    const own = this.#of(owner);
    for (const held of own) if (!held.connection.isOpen) await this.#drop(held);
    if (this.#of(owner).length >= this.#most) {
      await connection.close();
      const message = `too many open connections: at most ${this.#most}. Close one first.`;
      throw new Refused(429, message);
    }
    const handle = `{oint-${randomHex(16)}}`;
    const held = { handle, owner, connection, release, users: 0, last: Date.now() };
    this.#byHandle.set(handle, held);
    this.#byConnection.set(connection, held);
    return handle;
  }

  /** The connection of a handle, if it is the owner's. It stays open until `done`. */
  use(owner: string, handle: string): { connection: Connection; done(): void } | undefined {
    const held = this.#byHandle.get(handle);
    if (held?.owner !== owner) return undefined;
    held.users++;
    const done = () => {
      held.users--;
      held.last = Date.now();
    };
    return { connection: held.connection, done };
  }

  /** The handles of an owner, and whether their connections are open. */
  list(owner: string): Record<string, string> {
    const states = this.#of(owner).map(({ handle, connection }) => [
      handle,
      connection.isOpen ? 'open' : 'closed',
    ]);
    return Object.fromEntries(states);
  }

  /** Closes the connections of an owner. */
  async clear(owner: string): Promise<void> {
    await Promise.all(this.#of(owner).map((held) => this.#drop(held)));
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    await Promise.all([...this.#byHandle.values()].map((held) => this.#drop(held)));
  }

  #of(owner: string): Held[] {
    return [...this.#byHandle.values()].filter((held) => held.owner === owner);
  }

  #closeIdle(): void {
    const before = Date.now() - this.#idle;
    for (const held of this.#byHandle.values()) {
      if (held.users === 0 && held.last < before) void this.#drop(held);
    }
  }

  async #drop({ handle, connection, release }: Held): Promise<void> {
    this.#byHandle.delete(handle);
    this.#byConnection.delete(connection);
    // A server that no longer answers must not keep the others open.
    await connection.close().catch(() => {});
    await release();
  }
}
