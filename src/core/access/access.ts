import { type Files, openFiles } from './files.js';
import { type Network, openNetwork } from './network.js';

/**
 * What a call may reach of this machine and of the networks around it. A face brings it with the
 * call: a person at a terminal and a program have all of it, a model has what a person opened.
 * Files and connections come only from here.
 */
export interface Access {
  readonly files: Files;
  readonly network: Network;
  /**
   * False where a model chose the values. Then what a model must not be trusted with is refused:
   * raw SQL inside a filter, native code.
   */
  readonly trusted: boolean;
}

export const openAccess: Access = { files: openFiles, network: openNetwork, trusted: true };
