import { dataFolder } from '../core/files/data-folder.js';
import type { Picture } from './engines/engine.js';
import { GgufEngine, type GgufOptions } from './engines/gguf/engine.js';
import { GuideEngine } from './engines/guide/engine.js';
import { HashEngine } from './engines/hash/engine.js';
import { Models } from './engines/models.js';
import { SpeechEngine } from './engines/speech/engine.js';
import { TestCardEngine } from './engines/test-card/engine.js';
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
  /** Whether pictures may come from addresses that only this machine or its network can reach. */
  allowPrivate?: boolean | undefined;
  /** Models that are not in the models folder, and how models are run. */
  gguf?: GgufOptions | undefined;
}

/**
 * The server inside the process, as `--url local` calls it, and what is served over HTTP. Who calls
 * from inside the process may be an agent that speaks MCP, and not the person at the machine: so
 * there, too, pictures come from public addresses only.
 */
export function embeddedLocal(options: LocalOptions = {}): Local {
  const { data, memory, largestFile, allowPrivate = false, gguf } = options;
  const models = new Models([
    new GuideEngine(),
    new HashEngine(),
    new TestCardEngine(),
    new SpeechEngine(),
    new GgufEngine(gguf),
  ]);
  const stores = new Stores({ largestFile });
  return {
    models,
    async store() {
      return stores.open(memory ? 'memory' : { folder: data ?? dataFolder() });
    },
    async fetchPicture(url) {
      const { fetchPicture } = await import('./fetch-picture/fetch-picture.js');
      const { notPublic } = await import('./fetch-picture/public-address.js');
      return fetchPicture(url, { refuse: allowPrivate ? () => undefined : notPublic });
    },
    async close() {
      await Promise.all([models.close(), stores.close()]);
    },
  };
}
