import type { Picture } from './engines/engine.js';
import { GgufEngine, type GgufOptions } from './engines/gguf/engine.js';
import { GuideEngine } from './engines/guide/engine.js';
import { HashEngine } from './engines/hash/engine.js';
import { Models } from './engines/models.js';
import { dataFolder } from './state/data-folder.js';
import type { StoreOptions } from './state/open-store.js';
import type { Store } from './state/store.js';

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

export interface LocalOptions extends StoreOptions {
  /** The folder of what is kept, by default that of `dataFolder`. */
  data?: string | undefined;
  /** Keeps nothing beyond the end. */
  memory?: boolean;
  /** Whether pictures may come from addresses that only this machine or its network can reach. */
  allowPrivate?: boolean;
  /** Models that are not in the models folder, and how models are run. */
  gguf?: GgufOptions;
}

/**
 * The server inside the process, as `--url local` calls it, and what is served over HTTP. Who calls
 * from inside the process may be an agent that speaks MCP, and not the person at the machine: so
 * there, too, pictures come from public addresses only.
 */
export function embeddedLocal(options: LocalOptions = {}): Local {
  const stores = new Stores(options);
  const models = new Models([new GuideEngine(), new HashEngine(), new GgufEngine(options.gguf)]);
  return {
    models,
    store: () => stores.open(),
    async fetchPicture(url) {
      const { fetchPicture } = await import('./fetch-picture/fetch-picture.js');
      return fetchPicture(url, { allowPrivate: options.allowPrivate ?? false });
    },
    async close() {
      await models.close();
      await stores.close();
    },
  };
}

/** The store, by its folder: within one process the usual one may change (`OINT_DATA`). */
class Stores {
  readonly #options: LocalOptions;
  readonly #open = new Map<string, Promise<Store>>();

  constructor(options: LocalOptions) {
    this.#options = options;
  }

  async open(): Promise<Store> {
    const { memory, data } = this.#options;
    const place = memory ? 'memory' : (data ?? (await dataFolder()));
    const store = this.#open.get(place) ?? this.#opened(place);
    this.#open.set(place, store);
    store.catch(() => this.#open.delete(place));
    return store;
  }

  async #opened(place: string): Promise<Store> {
    const { openStore } = await import('./state/open-store.js');
    const { memory, largestFile } = this.#options;
    return openStore(memory ? 'memory' : { folder: place }, { largestFile });
  }

  async close(): Promise<void> {
    const stores = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(stores.map(async (store) => (await store).close()));
  }
}
