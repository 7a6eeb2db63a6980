import type { Call } from '../../core/call.js';
import { OintError, ResponseError } from '../../core/errors.js';
import { serverWords } from '../../core/http/server-words.js';
import type { EventsOrWhole } from '../../core/http/sse.js';
import { isRecord } from '../../core/is-record.js';
import type { Streaming } from '../../core/method.js';
import { Assembly } from './assembly.js';
import { result } from './endpoint.js';
import type { ChatChunk, ChatCompletion } from './types.js';

/**
 * The chunks of one answer as they come. Leaving the loop early closes the connection; an error on
 * the way carries what had come as its `partial`.
 */
export class ChatStream implements Streaming<ChatChunk, ChatCompletion> {
  readonly #source: EventsOrWhole;
  readonly #call: Call;
  readonly #assembly = new Assembly();

  constructor(source: EventsOrWhole, call: Call) {
    this.#source = source;
    this.#call = call;
  }

  /** All that has come so far, in the form of an answer that was not streamed. */
  result(): ChatCompletion {
    return result(this.#assembly.completion());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ChatChunk, void> {
    if ('whole' in this.#source) {
      yield this.#assembly.addWhole(this.#source.whole);
      return;
    }
    let done = false;
    try {
      for await (const batch of this.#source.events) {
        for (const { data } of batch) {
          if (data === '[DONE]') done = true;
          if (done) continue;
          const chunk = this.#parse(data);
          this.#assembly.add(chunk);
          yield chunk;
        }
        if (done) break;
      }
      if (!done && !this.#assembly.finished) throw this.#endedEarly();
    } catch (error) {
      if (error instanceof OintError) error.partial = this.result();
      throw error;
    }
  }

  #parse(data: string): ChatChunk {
    let chunk: unknown;
    try {
      chunk = JSON.parse(data);
    } catch (cause) {
      throw this.#error(`the stream holds something that is no JSON: ${data.slice(0, 200)}`, cause);
    }
    if (!isRecord(chunk)) throw this.#error(`the stream holds no chunk but ${data.slice(0, 200)}`);
    if (chunk.error) {
      const words = serverWords(this.#call.redactor.deep(chunk));
      throw this.#error(`the server broke off its answer: ${words || JSON.stringify(chunk.error)}`);
    }
    return chunk as ChatChunk;
  }

  #endedEarly(): ResponseError {
    const { chunks, characters } = this.#assembly;
    return this.#error(
      `the stream ended early, after ${chunks} chunks (${characters} characters): no [DONE], no finish_reason`,
      undefined,
      'What came is kept: it is the `partial` of this error, and is printed by --stream.',
    );
  }

  #error(message: string, cause?: unknown, hint?: string): ResponseError {
    const { method, redactor } = this.#call;
    return new ResponseError({ method, message: redactor.text(message), hint, cause });
  }
}
