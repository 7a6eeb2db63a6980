import type { Call } from '../../core/call.js';
import { InputError, OintError, ResponseError } from '../../core/errors.js';
import { oneLine, serverWords } from '../../core/http/server-words.js';
import { isRecord, type JsonRecord } from '../../core/is-record.js';
import type { Streaming } from '../../core/method.js';
import { END, OneByOne } from '../../core/one-by-one.js';
import { Assembly } from './assembly.js';
import type { ChatSource } from './chat-answer.js';
import { refusalIn, result } from './endpoint.js';
import { ReasoningSplitter, textOf } from './reasoning.js';
import type { ChatChunk, ChatCompletion } from './types.js';

/** An event of the stream, or the whole answer in its place. */
type Piece = { data: string; event?: string | undefined } | { whole: unknown };

/** The texts of chunks that hold something else beside: a thought, a piece of a tag. */
const texts = new WeakMap<ChatChunk, string>();

/** The text that a chunk adds to the reply, without what the model thinks. */
export function textOfChunk(chunk: ChatChunk): string | undefined {
  return texts.get(chunk) ?? textOf(chunk.choices[0]?.delta);
}

/**
 * The chunks of one answer as they come. Leaving the loop early closes the connection; an error on
 * the way carries what had come as its `partial`.
 */
export class ChatStream implements Streaming<ChatChunk, ChatCompletion> {
  readonly #source: ChatSource;
  readonly #call: Call;
  readonly #assembly: Assembly;
  readonly #splitter = new ReasoningSplitter();
  #begun = false;

  /** `single` where one answer was asked for. */
  constructor(source: ChatSource, call: Call, { single = false }: { single?: boolean } = {}) {
    this.#source = source;
    this.#call = call;
    this.#assembly = new Assembly({ single });
  }

  /** All that has come so far, in the form of an answer that was not streamed. */
  result(): ChatCompletion {
    return result(this.#assembly.completion());
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<ChatChunk, void> {
    if (this.#begun) throw this.#readTwice();
    this.#begun = true;
    return new OneByOne(this.#batches(), (piece) => this.#take(piece));
  }

  /** What comes, packet by packet. Comes to its end here only where the server sent no `[DONE]`. */
  async *#batches(): AsyncGenerator<readonly Piece[]> {
    try {
      if ('whole' in this.#source) {
        yield [this.#source];
      } else {
        yield* this.#source.events;
        if (!this.#assembly.finished) yield [this.#insteadOfEvents()];
      }
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #take(piece: Piece): ChatChunk | typeof END | undefined {
    try {
      if ('whole' in piece) return this.#assembly.addWhole(this.#check(piece.whole));
      const { data, event } = piece;
      if (data === '[DONE]') return this.#end();
      // An empty event is a sign of life.
      if (data.length < 10 && /^\s*(\[DONE\]\s*)?$/.test(data)) {
        return data.trim() ? this.#end() : undefined;
      }
      const chunk = this.#parse(data, event);
      this.#split(chunk);
      return chunk;
    } catch (error) {
      throw this.#withPartial(error);
    }
  }

  #end(): ChatChunk | typeof END {
    if (this.#assembly.chunks > 0) return END;
    return this.#take(this.#insteadOfEvents()) as ChatChunk;
  }

  /** What the server sent in place of a stream's events: an answer, an error, or nothing. */
  #insteadOfEvents(): { whole: unknown } {
    const { chunks, characters } = this.#assembly;
    const strays = 'strays' in this.#source ? this.#source.strays.join('\n') : '';
    if (chunks === 0 && strays) {
      try {
        return { whole: JSON.parse(strays) };
      } catch {
        throw this.#error(`the server sent no stream but text: "${this.#shown(strays)}"`);
      }
    }
    const besides = strays && `; it said: "${this.#shown(strays)}"`;
    throw this.#error(
      `the stream ended early, after ${chunks} chunks (${characters} characters): no [DONE], no finish_reason${besides}`,
      'What came is kept: it is the `partial` of this error, and is printed by --stream.',
      true,
    );
  }

  #withPartial(error: unknown): unknown {
    if (error instanceof OintError && error.partial === undefined) {
      error.partial = this.#call.redactor.deep(this.result());
    }
    return error;
  }

  #parse(data: string, event: string | undefined): ChatChunk {
    let chunk: unknown;
    try {
      chunk = JSON.parse(data);
    } catch {
      throw this.#error(
        event === 'error'
          ? `the server broke off its answer: ${this.#shown(data)}`
          : `the stream holds something that is no JSON: ${this.#shown(data)}`,
      );
    }
    const found = isUsual(chunk, event) ? chunk : this.#check(chunk, event === 'error');
    if (found.object === 'chat.completion') return this.#assembly.addWhole(found);
    // Some leave the list out where it would be empty; readers count on it.
    const whole = (Array.isArray(found.choices) ? found : { ...found, choices: [] }) as ChatChunk;
    this.#assembly.add(whole);
    return whole;
  }

  /** Tells what is thought from what is said, for those who show the text as it comes. */
  #split(chunk: ChatChunk): void {
    const choice = chunk.choices[0];
    if (!isRecord(choice) || choice.index) return;
    const { delta, finish_reason } = choice;
    if (!isRecord(delta) || this.#splitter.passes(delta.content)) return;
    let { text } = this.#splitter.add(delta);
    if (finish_reason) text += this.#splitter.end().text;
    if (text !== delta.content && (text || delta.content)) texts.set(chunk, text);
  }

  /** What came in place of a chunk or of a whole answer may be the news of a failure. */
  #check(answer: unknown, isError = false): JsonRecord {
    if (!isRecord(answer)) {
      throw this.#error(`the server sent no answer but ${this.#shown(JSON.stringify(answer))}`);
    }
    if (!isError && !refusalIn(answer)) return answer;
    const words = serverWords(this.#call.redactor.deep(answer));
    throw this.#error(
      `the server broke off its answer: ${words || this.#shown(JSON.stringify(answer))}`,
    );
  }

  /** The beginning of what a server sent, secrets masked before it is cut. */
  #shown(text: string): string {
    return oneLine(this.#call.redactor.text(text), 200);
  }

  #readTwice(): InputError {
    const message = 'a stream is read once; what it brought is in its result()';
    return new InputError({ method: this.#call.method, message });
  }

  #error(message: string, hint?: string, cut = false): ResponseError {
    const { method, redactor } = this.#call;
    return new ResponseError({ method, message: redactor.text(message), hint, cut });
  }
}

/** What nearly every event is: with so many of them, nothing more is asked of it. */
function isUsual(chunk: unknown, event: string | undefined): chunk is JsonRecord {
  return isRecord(chunk) && !chunk.error && Array.isArray(chunk.choices) && event !== 'error';
}
