import { ApiError, badRequest } from '../errors.js';
import type { Engine, Model, TaskName } from './engine.js';

const TASKS: Readonly<Record<TaskName, string>> = {
  chat: 'chat',
  complete: 'complete plain texts',
  embed: 'make embeddings',
  speak: 'speak',
  transcribe: 'transcribe sound',
  draw: 'make pictures',
};

/** What makes a server do what none of its models does. */
const WAYS: Partial<Record<TaskName, string>> = {
  complete: ' A GGUF model can: oint local pull downloads one, and oint local serve serves it.',
  transcribe: ' Give the address of a server with one that does.',
};

/** A model that does a task: the task's function is certainly there. */
export type ModelFor<T extends TaskName> = Model & Required<Pick<Model, T>>;

/** Every model of every engine. */
export class Models {
  readonly #engines: readonly Engine[];

  constructor(engines: readonly Engine[]) {
    this.#engines = engines;
  }

  async all(): Promise<readonly Model[]> {
    const found: Model[] = [];
    for (const engine of this.#engines) found.push(...(await engine.models()));
    return found;
  }

  async find(id: string): Promise<Model> {
    const all = await this.all();
    const found = all.find(({ card }) => card.id === id);
    if (found) return found;
    throw new ApiError({
      status: 404,
      message: `The model '${id}' does not exist: this server has ${names(all)}.`,
      param: 'model',
      code: 'model_not_found',
    });
  }

  /** The models that do a task. Throws where there is none at all. */
  async doing(task: TaskName): Promise<readonly Model[]> {
    const able = (await this.all()).filter((model) => model[task]);
    if (able.length > 0) return able;
    throw noneDoes(task);
  }

  /** The model a request names, which must be one that does the task. */
  async findFor<T extends TaskName>(id: string, task: T): Promise<ModelFor<T>> {
    const found = await this.find(id);
    if (found[task]) return found as ModelFor<T>;
    const able = await this.doing(task);
    const message = `The model '${id}' does not ${TASKS[task]}; on this server, ${names(able)} does.`;
    throw badRequest(message, 'model', 'model_not_supported');
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#engines.map((engine) => engine.close?.()));
  }
}

function noneDoes(task: TaskName): ApiError {
  const message = `No model of this server can ${TASKS[task]}.${WAYS[task] ?? ''}`;
  return new ApiError({ status: 501, message, param: 'model', code: 'not_served' });
}

function names(models: readonly Model[]): string {
  const all = models.map(({ card }) => `'${card.id}'`);
  if (all.length < 2) return all.join('');
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
