import { ApiError, badRequest } from '../errors.js';
import type { Engine, Model, TaskName } from './engine.js';

const TASKS: Readonly<Record<TaskName, string>> = {
  chat: 'chat',
  complete: 'complete plain text',
  embed: 'make embeddings',
  speak: 'speak',
  transcribe: 'transcribe audio',
  draw: 'generate images',
};

/** How to get a server that does what none of its models can. */
const WAYS: Partial<Record<TaskName, string>> = {
  complete: ' A GGUF model can: oint local pull downloads one, and oint local serve serves it.',
  transcribe: ' Use the URL of a server with a model that can.',
};

/** A model with a certain task: the task's function is defined. */
export type ModelFor<T extends TaskName> = Model & Required<Pick<Model, T>>;

/** Other names of models: a program that asks for one of another server need not be changed. */
export type Aliases = Readonly<Record<string, string>>;

/** All models of all engines. */
export class Models {
  readonly #engines: readonly Engine[];
  readonly #aliases: Aliases;
  /** The engines' models at the last look, and with their other names. */
  #own: readonly Model[] = [];
  #all: readonly Model[] = [];
  /** A look at the engines, for all requests that arrive together. */
  #look: Promise<readonly Model[]> | undefined;

  constructor(engines: readonly Engine[], aliases: Aliases = {}) {
    this.#engines = engines;
    this.#aliases = aliases;
  }

  /** The models under their own names. */
  async own(): Promise<readonly Model[]> {
    const found: Model[] = [];
    for (const engine of this.#engines) found.push(...(await engine.models()));
    return found;
  }

  /**
   * The models, and the same ones under their other names. It is the same array until a model comes
   * or goes.
   */
  all(): Promise<readonly Model[]> {
    if (!this.#look) {
      this.#look = this.#current();
      setImmediate(() => {
        this.#look = undefined;
      });
    }
    return this.#look;
  }

  async #current(): Promise<readonly Model[]> {
    const found = await this.own();
    if (!isSame(found, this.#own)) {
      this.#own = found;
      this.#all = this.#withAliases(found);
    }
    return this.#all;
  }

  #withAliases(found: readonly Model[]): readonly Model[] {
    const others = Object.entries(this.#aliases).flatMap(([id, name]) => {
      const model = found.find(({ card }) => card.id === name);
      return model ? [{ ...model, card: { ...model.card, id } }] : [];
    });
    return [...found, ...others];
  }

  async find(id: string): Promise<Model> {
    const all = await this.all();
    const found = all.find(({ card }) => card.id === id);
    if (found) return found;
    throw new ApiError({
      status: 404,
      message: `The model '${id}' does not exist. Available: ${names(all)}.`,
      param: 'model',
      code: 'model_not_found',
    });
  }

  /** The models with a certain task. Throws if there are none. */
  async doing(task: TaskName): Promise<readonly Model[]> {
    const able = (await this.all()).filter((model) => model[task]);
    if (able.length > 0) return able;
    throw noneDoes(task);
  }

  /** The model a request names, which must have the task. */
  async findFor<T extends TaskName>(id: string, task: T): Promise<ModelFor<T>> {
    const found = await this.find(id);
    if (found[task]) return found as ModelFor<T>;
    const able = await this.doing(task);
    const message = `The model '${id}' cannot ${TASKS[task]}. Available: ${names(able)}.`;
    throw badRequest(message, 'model', 'model_not_supported');
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#engines.map((engine) => engine.close?.()));
  }
}

function isSame(some: readonly Model[], others: readonly Model[]): boolean {
  return some.length === others.length && some.every((model, at) => model === others[at]);
}

function noneDoes(task: TaskName): ApiError {
  const message = `No model on this server can ${TASKS[task]}.${WAYS[task] ?? ''}`;
  return new ApiError({ status: 501, message, param: 'model', code: 'not_served' });
}

function names(models: readonly Model[]): string {
  const all = models.map(({ card }) => `'${card.id}'`);
  if (all.length < 2) return all.join('');
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
