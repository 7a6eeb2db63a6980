import { resolve } from 'node:path';
import type { Place, StoreOptions } from './open-store.js';
import type { Store } from './store.js';

/** The open stores, one per folder. SQLite is loaded with the first. */
export class Stores {
  readonly #options: StoreOptions;
  readonly #open = new Map<string, Promise<Store>>();

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** Throws like `openStore`; the next call tries again. */
  open(place: Place): Promise<Store> {
    const key = place === 'memory' ? place : resolve(place.folder);
    const store = this.#open.get(key) ?? this.#load(place);
    this.#open.set(key, store);
    store.catch(() => this.#open.delete(key));
    return store;
  }

  async #load(place: Place): Promise<Store> {
    const { openStore } = await import('./open-store.js');
    return openStore(place, this.#options);
  }

  async close(): Promise<void> {
    const stores = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const store of stores) if (store.status === 'fulfilled') await store.value.close();
  }
}
