import { dataFolder } from '../core/files/data-folder.js';
import type { Picture } from './engines/engine.js';
import { GgufEngine, type GgufOptions } from './engines/gguf/engine.js';
import { GuideEngine } from './engines/guide/engine.js';
import { HashEngine } from './engines/hash/engine.js';
import { type Aliases, Models } from './engines/models.js';
import { SpeechEngine } from './engines/speech/engine.js';
import { TestCardEngine } from './engines/test-card/engine.js';
import type { Store } from './state/store.js';
import { Stores } from './state/stores.js';

/** What the endpoints need; assembled by the code that starts the server. */
export interface Local {
  readonly models: Models;
  /** Opened by the first request that needs it. */
  store(): Promise<Store>;
  /** Downloads an image that a request gives as an http(s) URL. Throws an `ApiError`. */
  fetchPicture(url: string): Promise<Picture>;
  /** Closes and unloads everything. */
  close(): Promise<void>;
}

export interface LocalOptions {
  /** The folder for stored data; defaults to `dataFolder`. */
  data?: string | undefined;
  /** Store nothing permanently: everything is deleted on close. */
  memory?: boolean | undefined;
  /** The maximum file size in bytes; 8 GiB by default. */
  largestFile?: number | undefined;
  /** Allow images from addresses that only this machine or its network can reach. */
  allowPrivate?: boolean | undefined;
  /** Other names of models, by name. */
  aliases?: Aliases | undefined;
  /** Models outside the models folder, and how models run. */
  gguf?: GgufOptions | undefined;
}

/**
 * The in-process server, as used by `--url local` and served over HTTP. In-process callers may be
 * agents that speak MCP, rather than the user of the machine: so images may only come from public
 * addresses in-process, too.
 */
export function embeddedLocal(options: LocalOptions = {}): Local {
  const { data, memory, largestFile, allowPrivate = false, aliases, gguf } = options;
  const engines = [
    new GuideEngine(),
    new HashEngine(),
    new TestCardEngine(),
    new SpeechEngine(),
    new GgufEngine(gguf),
  ];
  const models = new Models(engines, aliases);
  const stores = new Stores({ largestFile });
  return {
    models,
    async store() {
      return stores.open(memory ? 'memory' : { folder: data ?? dataFolder() });
    },
    async fetchPicture(url) {
      const { fetchPicture } = await import('./fetch-picture/fetch-picture.js');
      const { notPublic } = await import('../core/access/address.js');
      return fetchPicture(url, { refuse: allowPrivate ? () => undefined : notPublic });
    },
    async close() {
      await Promise.all([models.close(), stores.close()]);
    },
  };
}
