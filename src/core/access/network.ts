import type { LookupFunction } from 'node:net';

/** The hosts that a call may connect to. */
export interface Network {
  /** Equal for equal rules: a connection is shared only by calls with the same rules. */
  readonly id: string;
  /** True if URLs among the values may be downloaded, to be sent on. */
  readonly downloads: boolean;
  /** True if ports of this machine may be opened. A model is not allowed to. */
  readonly listens: boolean;
  /**
   * Checks a host before connecting. An IP address is checked here, a name when it is resolved.
   *
   * @throws {InputError} Connecting to it is not allowed.
   */
  check(host: string, port: number): void;
  /** True if the user chose this host: then credentials of this machine may be used with it. */
  isFixed(host: string, port: number): boolean;
  /**
   * How to resolve a name for a connection to this port; `undefined` for the system's resolver. The
   * checked address is the one that is used.
   */
  lookup(host: string, port: number): LookupFunction | undefined;
}

/** Any host: for users at a terminal, and for programs. */
export const openNetwork: Network = {
  id: '',
  downloads: true,
  listens: true,
  check() {},
  isFixed: () => true,
  lookup: () => undefined,
};
