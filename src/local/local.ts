import type { Picture } from './engines/engine.js';
import { GuideEngine } from './engines/guide/engine.js';
import { HashEngine } from './engines/hash/engine.js';
import { Models } from './engines/models.js';
import { ApiError } from './errors.js';
import { dataFolder } from './state/data-folder.js';
import type { Store } from './state/store.js';

/** What the endpoints work with: whoever starts a server puts it together. */
export interface Local {
  readonly models: Models;
  /** Opened at the first request that needs it. */
  store(): Promise<Store>;
  /** Fetches a picture that a request gives by its http(s) address. Throws an `ApiError`. */
  fetchPicture(url: string): Promise<Picture>;
}

/** The server inside the process, as `--url local` calls it. */
export function embeddedLocal(): Local {
  const stores = new Map<string, Promise<Store>>();
  return {
    models: new Models([new GuideEngine(), new HashEngine()]),
    async store() {
      const folder = await dataFolder();
      const store = stores.get(folder) ?? opened(folder);
      stores.set(folder, store);
      store.catch(() => stores.delete(folder));
      return store;
    },
    async fetchPicture(url) {
      throw new ApiError({ status: 501, message: `Pictures are not fetched here: ${url}` });
    },
  };
}

async function opened(folder: string): Promise<Store> {
  const { openStore } = await import('./state/open-store.js');
  return openStore({ folder });
}
