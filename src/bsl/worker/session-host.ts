import type { SessionReply } from './messages.js';
import { isOutOfMemory, type ScriptThread, startThread } from './thread.js';

export interface SessionOptions {
  memory: number | undefined;
  signal: AbortSignal;
  worker: URL;
}

/** Runs what a user types, in a thread that keeps variables and procedures. */
export class Session {
  readonly #options: SessionOptions;
  #thread: ScriptThread | undefined;
  #settle: ((reply: SessionReply) => void) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Runs an input to its end. */
  async run(input: string): Promise<SessionReply> {
    this.#thread ??= this.#start();
    const { worker } = this.#thread;
    const reply = await new Promise<SessionReply>((resolve) => {
      this.#settle = resolve;
      worker.postMessage(input);
    });
    if (reply.kind === 'lost') await this.end();
    return reply;
  }

  /** Ends the input being run. The thread ends with it: nothing else stops an endless loop. */
  interrupt(): void {
    this.#settle?.({ kind: 'lost', reason: 'interrupted' });
  }

  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  #start(): ScriptThread {
    const { memory, signal, worker: file } = this.#options;
    const job = { text: '', name: '<input>', path: undefined, args: [], check: false };
    const thread = startThread({ job: { ...job, isSession: true }, memory, signal, worker: file });
    const lose = (reason: string) => {
      if (this.#thread === thread) this.#settle?.({ kind: 'lost', reason });
    };
    thread.worker.on('message', (reply: SessionReply) => this.#settle?.(reply));
    thread.worker.on('error', (error) =>
      lose(isOutOfMemory(error) ? 'it needs more memory than its limit' : String(error)),
    );
    return thread;
  }
}
