import type { Picture } from './engines/engine.js';
import { GuideEngine } from './engines/guide/engine.js';
import { HashEngine } from './engines/hash/engine.js';
import { Models } from './engines/models.js';
import { SpeechEngine } from './engines/speech/engine.js';
import { TestCardEngine } from './engines/test-card/engine.js';
import { ApiError } from './errors.js';
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
}

/** The server inside the process, as `--url local` calls it. */
export function embeddedLocal(): Local {
  const objects = new MemoryObjects();
  return {
    models: new Models([
      new GuideEngine(),
      new HashEngine(),
      new TestCardEngine(),
      new SpeechEngine(),
    ]),
    async store() {
      return { files: new FileStore(await filesFolder()), objects, close: async () => {} };
    },
    async fetchPicture(url) {
      throw new ApiError({ status: 501, message: `Pictures are not fetched here: ${url}` });
    },
  };
}
