import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import { Turns } from '../../core/connection/turns.js';
import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { pause } from '../../core/definition/pause.js';
import { ServiceError } from '../../core/errors/errors.js';
import type { Limits } from './limits.js';
import { checkLimits, LuaThread, outputOf } from './thread.js';
import { Builder, tokensOf } from './values.js';
import {
  BATCH,
  BATCH_BYTES,
  MOST_BYTES,
  type Reply,
  type Request,
  sizeOf,
  type Token,
} from './worker/protocol.js';

/** What code returned and printed. */
export interface Outcome {
  values: unknown[];
  output: string;
}

/** Values for a request, and the param that they are from. */
export interface Given {
  values: readonly unknown[];
  param: string;
}

/** A Lua state for many calls: `await using lua = await createVM({ version: 'Lua54' })`. */
export class LuaVM implements Connection {
  /** @internal */
  readonly log: ConnectionLog | undefined;
  readonly #limits: Limits;
  #thread: LuaThread | undefined;
  #turns: Turns | undefined;
  #isClosed = false;

  private constructor(limits: Limits, log: ConnectionLog | undefined) {
    this.#limits = limits;
    this.log = log;
  }

  /** @internal */
  static async create(limits: Limits, call: Call, log?: ConnectionLog): Promise<LuaVM> {
    checkLimits(call, limits);
    const vm = new LuaVM(limits, log);
    await vm.#start(call);
    log?.add('Created');
    return vm;
  }

  /** False if it was closed, or a limit ended its code: Restart begins again. */
  get isOpen(): boolean {
    return this.#thread?.isRunning === true;
  }

  async #start(call: Call): Promise<void> {
    this.#thread = await LuaThread.start(call, this.#limits);
    this.#turns = new Turns(this.#thread);
  }

  /** Begins again with an empty state. @internal */
  async restart(call: Call): Promise<void> {
    if (this.#isClosed) throw closed(call);
    if (this.isOpen) await this.ask(call, { do: 'reset' });
    else await this.#start(call);
    this.log?.add('Restarted');
  }

  /** One request, and the values for it. Calls at the same time wait for each other. @internal */
  async ask(call: Call, request: Request, given?: Given): Promise<Outcome> {
    const thread = this.#thread;
    if (this.#isClosed) throw closed(call);
    if (!thread?.isRunning) throw ended(call);
    const release = await this.#turns!.take((before) => before);
    try {
      return await thread.inTime(call, this.#limits.time, async () => {
        if (given) await sendValues(thread, call, given);
        const found = await receive(thread, call, await thread.ask(call, request));
        this.#logOutput(call, found.output);
        return found;
      });
    } catch (error) {
      this.#logOutput(call, outputOf(error));
      this.log?.add(call.redactor.text(`Failed: ${(error as Error).message}`));
      throw error;
    } finally {
      release();
    }
  }

  #logOutput(call: Call, output: string): void {
    for (const line of output.split('\n')) {
      if (line) this.log?.add(call.redactor.text(`Printed: ${line}`));
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.log?.add('Closed');
    this.#thread?.end(new Error('the Lua state was closed'));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function sendValues(thread: LuaThread, call: Call, given: Given): Promise<void> {
  // All of them are known to be valid before the first is sent.
  for (const tokens of await batchesOf(call, given)) {
    await thread.ask(call, { do: 'values', tokens });
  }
}

async function batchesOf(call: Call, { values, param }: Given): Promise<Token[][]> {
  const batches: Token[][] = [[]];
  let [bytes, all] = [0, 0];
  const context = callContext(call, param);
  for (const value of values) {
    for (const one of tokensOf(value, context)) {
      if (batches.at(-1)!.length >= BATCH || bytes >= BATCH_BYTES) {
        batches.push([]);
        bytes = 0;
        await pause(call);
      }
      batches.at(-1)!.push(one);
      bytes += sizeOf(one);
      all += sizeOf(one);
      if (all > MOST_BYTES)
        throw inputError(context, ` is larger than ${MOST_BYTES / 2 ** 20} MiB`);
    }
  }
  return batches;
}

async function receive(thread: LuaThread, call: Call, first: Reply): Promise<Outcome> {
  const builder = new Builder(call.exact);
  for (let reply = first; ; ) {
    for (const token of reply.tokens) builder.add(token);
    if (reply.done) break;
    await pause(call);
    reply = await thread.ask(call, { do: 'more' });
  }
  return { values: builder.values, output: Buffer.from(first.output).toString() };
}

function closed({ method }: Call): ServiceError {
  return new ServiceError({ method, message: 'the Lua state was closed', reason: 'LUA_CLOSED' });
}

function ended({ method }: Call): ServiceError {
  const message = 'the Lua state was ended by a limit, with everything in it';
  return new ServiceError({ method, message, hint: 'Call Restart first.', reason: 'LUA_ENDED' });
}
