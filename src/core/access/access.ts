import { type Files, openFiles } from './files.js';
import { type Network, openNetwork } from './network.js';

/**
 * What a call may access on this machine and in the networks around it. A face passes it with the
 * call: users at a terminal and programs may access everything, a model only what the user has
 * opened. Files and connections come only from here.
 */
export interface Access {
  readonly files: Files;
  readonly network: Network;
  /**
   * False if a model chose the values. Then everything that requires trust is refused: raw SQL
   * inside a filter, native code.
   */
  readonly trusted: boolean;
}

export const openAccess: Access = { files: openFiles, network: openNetwork, trusted: true };
