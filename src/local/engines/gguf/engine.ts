import { availableParallelism } from 'node:os';
import type { Engine, Model } from '../engine.js';
import type { ModelHost, RunOptions } from './host.js';
import { type ModelFile, modelFiles } from './model-files.js';

export interface GgufOptions extends Partial<RunOptions> {
  /** Models outside the models folder. */
  files?: readonly ModelFile[];
}

const USUAL: RunOptions = {
  threads: undefined,
  context: 8192,
  parallel: Math.max(2, Math.min(4, availableParallelism() - 1)),
  queue: 64,
  idle: 5 * 60_000,
};

/**
 * GGUF models, run by llama.cpp on this machine: those in the models folder and those passed in.
 * Nothing is loaded, not even the library, until a model is used.
 */
export class GgufEngine implements Engine {
  readonly #files: readonly ModelFile[];
  readonly #options: RunOptions;
  readonly #hosts = new Map<string, Promise<ModelHost>>();
  /** The models at the last look, by the versions of their files. */
  #models = new Map<string, Model>();

  constructor({ files = [], ...options }: GgufOptions = {}) {
    this.#files = files;
    this.#options = { ...USUAL, ...definedOf(options) };
  }

  async models(): Promise<readonly Model[]> {
    const kept = (await modelFiles()).filter(
      (file) => !this.#files.some(({ path, id }) => path === file.path || id === file.id),
    );
    const found = new Map<string, Model>();
    for (const file of [...this.#files, ...kept]) {
      const key = `${file.id}\0${versionOf(file)}`;
      found.set(key, this.#models.get(key) ?? this.#model(file));
    }
    this.#models = found;
    return [...found.values()];
  }

  /** The models that are loaded, loading or waiting; for tests and logs. */
  async states(): Promise<
    readonly { id: string; state: string; working: number; waiting: number }[]
  > {
    const hosts = await Promise.all(this.#hosts.values());
    return hosts.map(({ file, state, queue }) => {
      const { working, waiting } = queue;
      return { id: file.id, state, working, waiting };
    });
  }

  async close(): Promise<void> {
    const hosts = await Promise.all(this.#hosts.values());
    this.#hosts.clear();
    await Promise.all(hosts.map((host) => host.unload()));
  }

  #model(file: ModelFile): Model {
    const host = () => this.#host(file);
    return {
      card: {
        id: file.id,
        object: 'model',
        created: Math.floor(file.changed / 1000),
        owned_by: file.id.includes('/') ? file.id.split('/')[0]! : 'local',
        description: `A GGUF model of ${megabytes(file.bytes)} MB, run by llama.cpp on this machine, for chat, completions and embeddings. Loaded on first use.`,
      },
      async *chat(task) {
        const { chat } = await import('./chat.js');
        yield* chat(await host(), task);
      },
      async *complete(task) {
        const { complete } = await import('./complete.js');
        yield* complete(await host(), task);
      },
      async embed(task) {
        const { embed } = await import('./embed.js');
        return embed(await host(), task);
      },
    };
  }

  /** One host for each version of a file: after a new download it is another one. */
  #host(file: ModelFile): Promise<ModelHost> {
    const key = versionOf(file);
    const known = this.#hosts.get(key);
    if (known) return known;
    const made = import('./host.js').then(
      ({ ModelHost }) => new ModelHost(file, this.#options, () => this.#makeRoom(key)),
    );
    this.#hosts.set(key, made);
    return made;
  }

  /** Unloads models that are not in use, to make room for the requested one. */
  async #makeRoom(key: string): Promise<void> {
    for (const [other, host] of this.#hosts) {
      if (other !== key && (await host).isIdle) await (await host).unload();
    }
  }
}

function versionOf({ path, changed, bytes }: ModelFile): string {
  return `${path}\0${changed}\0${bytes}`;
}

function definedOf<T extends object>(options: T): Partial<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<T>;
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
