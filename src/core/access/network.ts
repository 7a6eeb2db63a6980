import type { LookupFunction } from 'node:net';

/** The hosts that a call may connect to. */
export interface Network {
  /** The same for the same rules: a connection is shared only by calls with the same ones. */
  readonly id: string;
  /** Whether URLs among the values may be downloaded, to be sent on. */
  readonly downloads: boolean;
  /**
   * Checks a host before it is connected to. An address is judged here, a name when it is resolved.
   *
   * @throws {InputError} It may not be connected to.
   */
  check(host: string, port: number): void;
  /** Whether a person chose this host: then credentials of this machine may be used with it. */
  isFixed(host: string, port: number): boolean;
  /**
   * How a name is resolved for a connection to this port; `undefined` for the system's own way. The
   * address that is checked is the one that is connected to.
   */
  lookup(host: string, port: number): LookupFunction | undefined;
}

/** Any host: for a person at a terminal, and for a program. */
export const openNetwork: Network = {
  id: '',
  downloads: true,
  check() {},
  isFixed: () => true,
  lookup: () => undefined,
};
