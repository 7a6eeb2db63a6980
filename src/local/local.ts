import type { Picture } from './engines/engine.js';
import { GuideEngine } from './engines/guide/engine.js';
import { HashEngine } from './engines/hash/engine.js';
import { Models } from './engines/models.js';
import { ApiError } from './errors.js';
import { dataFolder } from './state/data-folder.js';
import type { Store } from './state/store.js';
import { Stores } from './state/stores.js';

/** What the endpoints work with: whoever starts a server puts it together. */
export interface Local {
  readonly models: Models;
  /** Opened at the first request that needs it. */
  store(): Promise<Store>;
  /** Fetches a picture that a request gives by its http(s) address. Throws an `ApiError`. */
  fetchPicture(url: string): Promise<Picture>;
  /** Lets go of what is open and loaded. */
  close(): Promise<void>;
}

export interface LocalOptions {
  /** The folder of what is kept; by default that of `dataFolder`. */
  data?: string | undefined;
  /** Keeps nothing: all is gone when it is closed. */
  memory?: boolean | undefined;
  /** The most bytes that a file may have; 8 GiB by default. */
  largestFile?: number | undefined;
}

/** The server inside the process, as `--url local` calls it. */
export function embeddedLocal({ data, memory, largestFile }: LocalOptions = {}): Local {
  const models = new Models([new GuideEngine(), new HashEngine()]);
  const stores = new Stores({ largestFile });
  return {
    models,
    async store() {
      return stores.open(memory ? 'memory' : { folder: data ?? (await dataFolder()) });
    },
    async fetchPicture(url) {
      throw new ApiError({ status: 501, message: `Pictures are not fetched here: ${url}` });
    },
    async close() {
      await Promise.all([models.close(), stores.close()]);
    },
  };
}
