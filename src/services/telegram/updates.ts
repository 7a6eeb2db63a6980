import type { Call } from '../../core/definition/call.js';
import type { Streaming } from '../../core/definition/method.js';
import { InputError, OintError } from '../../core/errors/errors.js';
import { waitingFor } from '../../core/http/long-poll.js';
import { now } from '../../core/util/clock.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { ask } from './bot.js';
import type { BotAnswer, Update } from './types.js';

/** The longest time that Telegram lets a call wait for updates, in seconds. */
const LONGEST_POLL = 50;
/** The time that a deadline leaves for the network, in milliseconds. */
const MARGIN = 5_000;
/** If a response without updates comes at once, the next poll waits this long. */
const QUIET = 1_000;
const LONGEST_PAUSE = 60_000;
/** How long leaving a stream may wait for the updates to be confirmed. */
const GOODBYE = 5_000;

/** The fields of a request for updates. */
interface Polling extends JsonRecord {
  timeout: number;
  offset?: number | undefined;
  allowed_updates?: readonly string[] | undefined;
}

/** Gets updates once. */
export function poll(
  call: Call,
  token: string,
  { timeout, ...fields }: Polling,
): Promise<BotAnswer<Update[]>> {
  return waitingFor(call, timeout, (patient) =>
    ask<Update[]>(patient, token, 'getUpdates', { ...fields, timeout }),
  );
}

/**
 * The bot's updates as they arrive, without end. When the reader requests the next update, the
 * previous one is done: the next poll confirms it to the server, or leaving the stream does.
 */
export class UpdateStream implements Streaming<Update, BotAnswer<Update[]>> {
  readonly #call: Call;
  readonly #token: string;
  /** How long a poll waits, in seconds. */
  readonly #wait: number;
  readonly #allowed: readonly string[] | undefined;
  /** The first update that is not done. */
  #offset: number | undefined;
  /** The update the server has been told about. */
  #told: number | undefined;
  #last: BotAnswer<Update[]> = { ok: true, result: [] };
  #begun = false;
  #answered = false;

  constructor(call: Call, token: string, { timeout, offset, allowed_updates }: Polling) {
    this.#call = call;
    this.#token = token;
    this.#allowed = allowed_updates;
    this.#offset = offset;
    const fits = Math.floor((call.limit('firstByteTimeout') - MARGIN) / 1000);
    this.#wait = timeout || Math.max(0, Math.min(LONGEST_POLL, fits));
  }

  /** The last response with updates: keeping all of them would fill the memory. */
  result(): BotAnswer<Update[]> {
    return this.#last;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Update, void> {
    if (this.#begun) {
      const message = 'a stream can only be read once. Start another one';
      throw new InputError({ method: this.#call.method, message });
    }
    this.#begun = true;
    return this.#updates();
  }

  async *#updates(): AsyncGenerator<Update, void> {
    for (;;) {
      const asked = now();
      const answer = await this.#poll();
      if (answer.result.length > 0) this.#last = answer;
      else await this.#pause(Math.max(0, asked + QUIET - now()));
      for (const update of answer.result) {
        let isLeft = true;
        try {
          yield update;
          isLeft = false;
        } finally {
          if (isLeft) await this.#sayGoodbye();
        }
        this.#offset = update.update_id + 1;
        if (this.#call.options.signal?.aborted) throw this.#call.aborted();
      }
    }
  }

  /** One response. After the first, temporary failures are retried however long they take. */
  async #poll(): Promise<BotAnswer<Update[]>> {
    const { options } = this.#call;
    for (let failed = 0; ; failed++) {
      try {
        // Without a limit, unless the caller has set one.
        const call =
          options.timeout === undefined
            ? this.#call.with({ deadline: now() + this.#call.limit('timeout') })
            : this.#call;
        const fields = {
          timeout: this.#wait,
          offset: this.#offset,
          allowed_updates: this.#allowed,
        };
        const answer = await poll(call, this.#token, fields);
        this.#answered = true;
        this.#told = this.#offset;
        return answer;
      } catch (error) {
        const passes = error instanceof OintError && error.retryable;
        if (!passes || !this.#answered || options.retries !== undefined) throw this.#named(error);
        const pause = Math.min(QUIET * 2 ** failed, LONGEST_PAUSE);
        this.#call.debug(() => `  again in ${pause} ms: ${error.message}`);
        await this.#pause(pause);
      }
    }
  }

  /** The reader leaves: confirms the updates that are done. Nothing is lost if this fails. */
  async #sayGoodbye(): Promise<void> {
    const { signal } = this.#call.options;
    if (this.#offset === this.#told || signal?.aborted) return;
    const call = this.#call.with({ options: { retries: 0 }, deadline: now() + GOODBYE });
    await poll(call, this.#token, { timeout: 0, offset: this.#offset, limit: 1 }).catch(() => {});
  }

  async #pause(length: number): Promise<void> {
    if (length === 0) return;
    const { setTimeout: sleep } = await import('node:timers/promises');
    try {
      await sleep(length, undefined, { signal: this.#call.options.signal });
    } catch {
      throw this.#call.aborted();
    }
  }

  #named(error: unknown): unknown {
    return error instanceof OintError ? error.belongsTo(this.#call.method) : error;
  }
}
