import type { Access } from './access.js';
import { ClosedFiles, type ClosedFilesOptions } from './closed-files.js';
import { ClosedNetwork, type ClosedNetworkOptions } from './closed-network.js';

/** What one call with a model's values may access. Close it at the end of the call. */
export class ClosedAccess implements Access {
  readonly trusted = false;
  readonly files: ClosedFiles;
  readonly network: ClosedNetwork;

  constructor(files: ClosedFilesOptions, network: ClosedNetworkOptions) {
    this.files = new ClosedFiles(files);
    this.network = new ClosedNetwork(network);
  }

  close(): Promise<void> {
    return this.files.close();
  }
}
