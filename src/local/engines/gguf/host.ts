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

/** How models run. */
export interface RunOptions {
  /**
   * Compute threads. Default: one less than the number of cores. Threads busy-wait for each other
   * at every step, so one that is kept off its core by another program slows down all of them.
   */
  threads: number | undefined;
  /** The maximum context size in tokens; less if the model or the memory is smaller. */
  context: number;
  /** How many replies are generated at the same time. */
  parallel: number;
  /** How many requests may wait; further ones are refused. */
  queue: number;
  /** Unload a model after this many milliseconds without a request; `Infinity`: never. */
  idle: number;
}

/** A loaded model. */
export interface Loaded {
  readonly library: LlamaLibrary;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly wrapper: ChatWrapper;
  /** Created when the first text is embedded. */
  embedding(): Promise<EmbeddingContext>;
}

/** A request's hold on a loaded model. */
export interface Lease extends Loaded {
  /**
   * Gets a sequence for this request alone: the one that shares the longest prefix with these
   * tokens.
   */
  sequence(tokens: readonly Token[]): Sequence;
}

type State = 'unloaded' | 'loading' | 'loaded';

/** A model that is loaded once, on the first request, and shared by all requests. */
export class ModelHost {
  readonly file: ModelFile;
  readonly queue: Queue;
  readonly #options: RunOptions;
  readonly #makeRoom: () => Promise<void>;
  #loading: Promise<Loaded> | undefined;
  #state: State = 'unloaded';
  #current: Loaded | undefined;
  /** Sequences that have been used, with the tokens in their cache. */
  #free: Sequence[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `makeRoom` is called before loading: other models that are loaded but not used may be unloaded. */
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

  /** Waits for its turn, loads the model if needed, and runs the work. */
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
      // A sequence that was interrupted is not reused: work on it may still be running.
      await taken?.dispose().catch(() => {});
      leave();
      if (this.isIdle) this.#startIdling();
    }
  }

  /** Frees the model's memory. Replies in progress fail. */
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
    // Timers cannot wait longer than this, so it means forever.
    if (!this.#loading || idle > 2 ** 31 - 1) return;
    this.#timer = setTimeout(() => {
      if (this.isIdle) this.unload().catch(() => {});
    }, idle);
    this.#timer.unref();
  }

  #pick(context: LlamaContext, tokens: readonly Token[]): Sequence {
    const known = this.#free.map((sequence) => shared(sequence.contextTokens, tokens));
    const most = Math.max(...known);
    // The token that begins every text is not worth reusing.
    if (most <= 1 && context.sequencesLeft > 0) return context.getSequence();
    return this.#free.splice(known.indexOf(most), 1)[0]!;
  }

  /** A sequence of a model that has been unloaded in the meantime was freed with it. */
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

/** Refuses an encoder-only model, which cannot generate: llama.cpp would wait forever. */
function onlyEmbeds({ architecture, fileInfo }: LlamaModel): boolean {
  const { attention } = fileInfo.architectureMetadata;
  return attention?.causal === false || /bert|t5encoder/.test(architecture);
}

function notWriting({ id }: ModelFile): ApiError {
  const message = `The model '${id}' only makes embeddings. It cannot generate text.`;
  return badRequest(message, 'model', 'model_not_supported');
}

/** The length of the common prefix of two lists. */
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
    // The library reports the details separately, a moment later.
    await setImmediate();
    throw notLoaded(file, error, error instanceof library.InsufficientMemoryError, complaint());
  }
}

/**
 * Says why a model did not load. A file that is not GGUF is detected here: the library's own
 * message is about bytes.
 */
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
    throw failed(id, `cannot read the file (${(error as NodeJS.ErrnoException).code})`);
  }
  if (start.toString('latin1') !== 'GGUF') throw failed(id, 'the file is not a GGUF file');
}

function notLoaded(
  { id }: ModelFile,
  error: unknown,
  tooLarge: boolean,
  complaint: string | undefined,
): ApiError {
  if (tooLarge) {
    return failed(id, 'there is not enough memory. Use a smaller model', 503);
  }
  return failed(id, complaint ?? (error instanceof Error ? error.message : String(error)));
}

function failed(id: string, why: string, status: 500 | 503 = 500): ApiError {
  const message = `Cannot load the model '${id}': ${why}.`;
  const code = status === 503 ? 'insufficient_memory' : 'model_not_loadable';
  return new ApiError({ status, message, param: 'model', code });
}
