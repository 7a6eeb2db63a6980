import type { Picture } from './engines/engine.js';
import { GuideEngine } from './engines/guide/engine.js';
import { HashEngine } from './engines/hash/engine.js';
import { Models } from './engines/models.js';
import { filesFolder } from './state/data-folder.js';
import { FileStore } from './state/file-store.js';
import { MemoryObjects } from './state/memory-objects.js';
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

export interface LocalOptions {
  /** The folder of what is kept; by default that of `dataFolder`. */
  data?: string | undefined;
  /** Whether pictures may come from addresses that only this machine or its network can reach. */
  allowPrivate?: boolean;
}

/**
 * The server inside the process, as `--url local` calls it, and what is served over HTTP. Who calls
 * from inside the process may be an agent that speaks MCP, and not the person at the machine: so
 * there, too, pictures come from public addresses only.
 */
export function embeddedLocal({ data, allowPrivate = false }: LocalOptions = {}): Local {
  const objects = new MemoryObjects();
  const models = new Models([new GuideEngine(), new HashEngine()]);
  return {
    models,
    async store() {
      return { files: new FileStore(await filesFolder(data)), objects, close: async () => {} };
    },
    async fetchPicture(url) {
      const { fetchPicture } = await import('./fetch-picture/fetch-picture.js');
      const { notPublic } = await import('./fetch-picture/public-address.js');
      return fetchPicture(url, { refuse: allowPrivate ? () => undefined : notPublic });
    },
    close: () => models.close(),
  };
}
