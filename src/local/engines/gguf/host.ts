import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { ApiError, badRequest } from '../../errors.js';
import { loadLibrary } from './library.js';
import type {
  ChatWrapper,
  EmbeddingContext,
  Llama,
  LlamaContext,
  LlamaLibrary,
  LlamaModel,
  Sequence,
  Token,
} from './llama.js';
import type { ModelFile } from './model-files.js';
import { Queue } from './queue.js';

/** How models are run. */
export interface RunOptions {
  /**
   * Threads that compute. Default: one less than there are cores. They wait for each other actively at
   * every step, so one that another program keeps from its core holds up all of them.
   */
  threads: number | undefined;
  /** The most tokens of one conversation; less where the model or the memory is smaller. */
  context: number;
  /** Answers that are written at the same time. */
  parallel: number;
  /** Requests that may wait; more are refused. */
  queue: number;
  /** After how many milliseconds without a request a model is unloaded; `Infinity`: never. */
  idle: number;
}

/** A model in memory. */
export interface Loaded {
  readonly library: LlamaLibrary;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly wrapper: ChatWrapper;
  /** Made at the first text that is embedded. */
  embedding(): Promise<EmbeddingContext>;
}

/** A request's hold on a loaded model. */
export interface Lease extends Loaded {
  /** A part of the context of the request's own: the one that remembers most of these tokens. */
  sequence(tokens: readonly Token[]): Sequence;
}

type State = 'unloaded' | 'loading' | 'loaded';

/** A model of which one copy is loaded when it is asked, shared by all requests. */
export class ModelHost {
  readonly file: ModelFile;
  readonly queue: Queue;
  readonly #options: RunOptions;
  readonly #makeRoom: () => Promise<void>;
  #loading: Promise<Loaded> | undefined;
  #state: State = 'unloaded';
  #current: Loaded | undefined;
  /** Sequences that were used and remember what for. */
  #free: Sequence[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `makeRoom` is called before it is loaded: what else is loaded and not used may go. */
  constructor(file: ModelFile, options: RunOptions, makeRoom: () => Promise<void>) {
    this.file = file;
    this.queue = new Queue({ places: options.parallel, most: options.queue });
    this.#options = options;
    this.#makeRoom = makeRoom;
  }

  get state(): State {
    return this.#state;
  }

  get isIdle(): boolean {
    return this.queue.working === 0 && this.queue.waiting === 0;
  }

  /** Waits for its turn, loads the model where it is not, and lets it be used. */
  async use<T>(signal: AbortSignal | undefined, task: (lease: Lease) => Promise<T>): Promise<T> {
    const leave = await this.queue.enter(signal);
    clearTimeout(this.#timer);
    let taken: Sequence | undefined;
    try {
      const loaded = await this.#load();
      signal?.throwIfAborted();
      const sequence = (tokens: readonly Token[]) => {
        if (onlyEmbeds(loaded.model)) throw notWriting(this.file);
        taken ??= this.#pick(loaded.context, tokens);
        return taken;
      };
      const done = await task({ ...loaded, sequence });
      if (taken) this.#giveBack(loaded, taken);
      taken = undefined;
      return done;
    } finally {
      // What was stopped in the middle is not used again: something of it may still be under way.
      await taken?.dispose().catch(() => {});
      leave();
      if (this.isIdle) this.#startIdling();
    }
  }

  /** Frees its memory. Answers that are being written end with an error. */
  async unload(): Promise<void> {
    clearTimeout(this.#timer);
    const loading = this.#loading;
    this.#loading = undefined;
    this.#current = undefined;
    this.#free = [];
    const loaded = await loading?.catch(() => undefined);
    await loaded?.model.dispose();
    if (!this.#loading) this.#state = 'unloaded';
  }

  #startIdling(): void {
    const { idle } = this.#options;
    clearTimeout(this.#timer);
    // Longer than a timer can wait is for ever.
    if (!this.#loading || idle > 2 ** 31 - 1) return;
    this.#timer = setTimeout(() => {
      if (this.isIdle) this.unload().catch(() => {});
    }, idle);
    this.#timer.unref();
  }

  #pick(context: LlamaContext, tokens: readonly Token[]): Sequence {
    const known = this.#free.map((sequence) => shared(sequence.contextTokens, tokens));
    const most = Math.max(...known);
    // The token that begins every text is no memory worth keeping.
    if (most <= 1 && context.sequencesLeft > 0) return context.getSequence();
    return this.#free.splice(known.indexOf(most), 1)[0]!;
  }

  /** One of a model that was unloaded meanwhile is gone with it. */
  #giveBack(loaded: Loaded, sequence: Sequence): void {
    if (this.#current === loaded) this.#free.push(sequence);
  }

  #load(): Promise<Loaded> {
    this.#loading ??= this.#loadNow().catch((error) => {
      this.#loading = undefined;
      this.#state = 'unloaded';
      throw error;
    });
    return this.#loading;
  }

  async #loadNow(): Promise<Loaded> {
    this.#state = 'loading';
    await this.#makeRoom();
    const loaded = await load(this.file, this.#options);
    this.#free = [];
    this.#current = loaded;
    this.#state = 'loaded';
    return loaded;
  }
}

/** A model that reads texts whole, and cannot go on with them: llama.cpp would wait for ever. */
function onlyEmbeds({ architecture, fileInfo }: LlamaModel): boolean {
  const { attention } = fileInfo.architectureMetadata;
  return attention?.causal === false || /bert|t5encoder/.test(architecture);
}

function notWriting({ id }: ModelFile): ApiError {
  const message = `The model '${id}' only makes embeddings: it writes no answers.`;
  return badRequest(message, 'model', 'model_not_supported');
}

/** How many tokens two lists begin with in common. */
function shared(some: readonly Token[], others: readonly Token[]): number {
  const differs = some.findIndex((token, index) => token !== others[index]);
  return differs < 0 ? some.length : differs;
}

async function load(file: ModelFile, options: RunOptions): Promise<Loaded> {
  await checkFile(file);
  const { library, llama, complaint } = await loadLibrary();
  const threads = options.threads ?? Math.max(1, llama.cpuMathCores - 1);
  const size = { contextSize: { max: options.context }, threads };
  let model: LlamaModel | undefined;
  try {
    complaint();
    model = await llama.loadModel({ modelPath: file.path });
    const { createEmbeddingContext } = model;
    const context = await model.createContext({ ...size, sequences: options.parallel });
    let embedding: Promise<EmbeddingContext> | undefined;
    return {
      ...{ library, llama, model, context },
      wrapper: library.resolveChatWrapper(model),
      embedding() {
        embedding ??= createEmbeddingContext.call(model, size);
        return embedding;
      },
    };
  } catch (error) {
    await model?.dispose().catch(() => {});
    // Its words come on another way, a moment later.
    await setImmediate();
    throw notLoaded(file, error, error instanceof library.InsufficientMemoryError, complaint());
  }
}

/** What is no GGUF file is told apart here: the library's words for it are about bytes. */
async function checkFile({ id, path }: ModelFile): Promise<void> {
  const start = Buffer.alloc(4);
  try {
    const handle = await open(path);
    try {
      await handle.read(start, 0, start.length, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw failed(id, `the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (start.toString('latin1') !== 'GGUF') throw failed(id, 'its file is no GGUF file');
}

function notLoaded(
  { id }: ModelFile,
  error: unknown,
  tooLarge: boolean,
  complaint: string | undefined,
): ApiError {
  if (tooLarge) {
    return failed(id, 'it is too large for the memory of this machine. Take a smaller one', 503);
  }
  return failed(id, complaint ?? (error instanceof Error ? error.message : String(error)));
}

function failed(id: string, why: string, status: 500 | 503 = 500): ApiError {
  const message = `The model '${id}' cannot be loaded: ${why}.`;
  const code = status === 503 ? 'insufficient_memory' : 'model_not_loadable';
  return new ApiError({ status, message, param: 'model', code });
}
