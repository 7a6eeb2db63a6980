import type { Call } from '../../core/definition/call.js';
import type { Streaming } from '../../core/definition/method.js';
import { AbortedError, HttpError, OintError, TimeoutError } from '../../core/errors/errors.js';
import { retryAfter } from '../../core/http/retry.js';
import { pause } from '../../core/http/wait.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { Newest } from '../../core/util/newest.js';
import { queryOf } from './filter.js';
import { linesFrom, type Source } from './poll.js';
import { isMessage, lineOf } from './received.js';
import { Seen } from './seen.js';
import type { Message, Messages } from './types.js';

interface Subscribing extends Source {
  filter?: JsonRecord | undefined;
  count: number;
  silence: number;
}

type Batches = AsyncIterable<readonly unknown[]>;

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** The messages of a topic as they arrive, over as many connections as that takes. */
export class Subscription implements Streaming<Message, Messages> {
  readonly #given: Subscribing;
  readonly #call: Call;
  readonly #messages = new Newest<Message>();
  readonly #seen = new Seen();
  readonly #over = new AbortController();
  /** Where the next connection begins: after the last message, or when the first was opened. */
  #since: string | undefined;
  #wait = FIRST_PAUSE;
  #batches!: Batches;

  private constructor(given: Subscribing, call: Call) {
    this.#given = given;
    const { signal } = call.options;
    const all = signal ? [signal, this.#over.signal] : [this.#over.signal];
    this.#call = call.with({ options: { signal: AbortSignal.any(all) } });
  }

  static async start(given: Subscribing, call: Call): Promise<Subscription> {
    const subscription = new Subscription(given, call);
    subscription.#batches = await subscription.#connected();
    return subscription;
  }

  /** All messages at once. */
  static async all(subscription: Subscription): Promise<Messages> {
    const messages: Message[] = [];
    for await (const message of subscription) messages.push(message);
    return { messages };
  }

  #connected(): Promise<Batches> {
    const { filter = {}, ...source } = this.#given;
    const since = this.#since === undefined ? {} : { since: this.#since };
    return linesFrom(source, { ...queryOf(filter), ...since }, this.#call);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void> {
    const { count, silence } = this.#given;
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      clearTimeout(timer);
      if (silence > 0) timer = setTimeout(() => this.#over.abort(), silence);
    };
    wait();
    try {
      for (;;) {
        for await (const message of this.#arriving()) {
          clearTimeout(timer);
          this.#messages.add(message);
          yield message;
          if (count > 0 && this.#messages.count >= count) return;
          wait();
        }
        await this.#connectAgain();
      }
    } catch (error) {
      if (!(error instanceof AbortedError && this.#over.signal.aborted)) throw error;
    } finally {
      clearTimeout(timer);
      this.#over.abort();
    }
  }

  /** The messages of one connection, until it ends or breaks. */
  async *#arriving(): AsyncGenerator<Message, void> {
    try {
      for await (const batch of this.#batches) {
        for (const value of batch) {
          const line = lineOf(value, this.#call);
          this.#wait = FIRST_PAUSE;
          if (isMessage(line)) {
            this.#since = line.id;
            if (this.#seen.isNew(line.id)) yield line;
          } else if (line.event === 'open') this.#since ??= String(line.time);
        }
      }
    } catch (error) {
      if (!mayConnectAgain(error)) throw error;
    }
  }

  /** Waits longer each time, until the server is there again. */
  async #connectAgain(): Promise<void> {
    for (let asked = 0; ; ) {
      const wait = Math.max(this.#wait, asked);
      const message = `The connection was lost; connecting again in ${wait / 1000} s`;
      this.#call.options.onNotice?.({ severity: 'NOTICE', message });
      await pause(wait, this.#call);
      this.#wait = Math.min(this.#wait * 2, LONGEST_PAUSE);
      try {
        this.#batches = await this.#connected();
        return;
      } catch (error) {
        if (!mayConnectAgain(error)) throw error;
        asked = error instanceof HttpError ? (retryAfter(error.headers, Date.now()) ?? 0) : 0;
      }
    }
  }

  result(): Messages {
    return { messages: this.#messages.items };
  }
}

/** Also after a silence: ntfy sends a sign of life every 45 seconds. */
function mayConnectAgain(error: unknown): boolean {
  if (error instanceof TimeoutError) return error.deadline !== 'timeout';
  return error instanceof OintError && error.retryable;
}
