import { setImmediate, setTimeout } from 'node:timers/promises';
import type {
  ChatPiece,
  Engine,
  Model,
  Sampling,
  TextPiece,
} from '../../src/local/engines/engine.js';
import { tokensOf } from '../../src/local/engines/tokens.js';
import { badRequest } from '../../src/local/errors.js';

/**
 * An engine that repeats its input, for behavior that the built-in one cannot be made to show. On BREAK
 * it fails, on WAIT it waits until it is stopped, on END it does not end, and it refuses more than 50
 * tokens.
 */
export class ParrotEngine implements Engine {
  #waiting = 0;
  /** How many replies were stopped while they waited. */
  stopped = 0;

  async models(): Promise<readonly Model[]> {
    const about = { object: 'model', created: 0, owned_by: 'test', description: '' } as const;
    return [
      {
        card: { id: 'parrot', ...about },
        chat: ({ messages, ...how }): AsyncIterable<ChatPiece> => {
          const heard = messages.map(({ text, toolCallId }) => [toolCallId, text].join(' ').trim());
          return this.#say(heard.join(' | '), how);
        },
        complete: ({ prompt, ...how }): AsyncIterable<TextPiece> => this.#say(prompt, how),
      },
    ];
  }

  /** Resolves when this many replies wait. */
  async untilWaiting(count: number): Promise<void> {
    while (this.#waiting < count) await setImmediate();
  }

  async *#say(
    text: string,
    { stop, mostTokens, signal }: Sampling & { signal: AbortSignal | undefined },
  ): AsyncGenerator<TextPiece> {
    const prompt = tokensOf(text);
    if (prompt.length > 50) throw badRequest('Too long.', 'messages', 'context_length_exceeded');
    const ends = stop.map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
    const whole = tokensOf(text.slice(0, Math.min(text.length, ...ends)));
    const tokens = whole.slice(0, mostTokens ?? whole.length);
    for (const token of tokens) {
      if (token.trim() === 'BREAK') throw new Error('the parrot broke down');
      if (token.trim() === 'END') return;
      if (token.trim() === 'WAIT') await this.#untilStopped(signal);
      yield { type: 'text', text: token };
    }
    const usage = { promptTokens: prompt.length, completionTokens: tokens.length };
    yield { type: 'end', finish: tokens.length < whole.length ? 'length' : 'stop', usage };
  }

  async #untilStopped(signal: AbortSignal | undefined): Promise<never> {
    this.#waiting++;
    await setTimeout(60_000, undefined, { signal }).catch(() => this.stopped++);
    throw signal?.reason;
  }
}
