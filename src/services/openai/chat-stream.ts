import type { Call } from '../../core/definition/call.js';
import { AnswerStream } from '../../core/http/answer-stream.js';
import { serverWords } from '../../core/http/server-words.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { END } from '../../core/util/one-by-one.js';
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

/** The chunks of one answer as they come. */
export class ChatStream extends AnswerStream<Piece, ChatChunk, ChatCompletion> {
  readonly #source: ChatSource;
  readonly #assembly: Assembly;
  readonly #splitter = new ReasoningSplitter();

  /** `single` where one answer was asked for. */
  constructor(source: ChatSource, call: Call, { single = false }: { single?: boolean } = {}) {
    super(call);
    this.#source = source;
    this.#assembly = new Assembly({ single });
  }

  /** All that has come so far, in the form of an answer that was not streamed. */
  result(): ChatCompletion {
    return result(this.#assembly.completion());
  }

  /** Comes to its end here only where the server sent no `[DONE]`. */
  protected async *pieces(): AsyncGenerator<readonly Piece[]> {
    if ('whole' in this.#source) return yield [this.#source];
    yield* this.#source.events;
    if (!this.#assembly.finished) yield [this.#insteadOfEvents()];
  }

  protected take(piece: Piece): ChatChunk | typeof END | undefined {
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
  }

  #end(): ChatChunk | typeof END {
    if (this.#assembly.chunks > 0) return END;
    return this.take(this.#insteadOfEvents()) as ChatChunk;
  }

  /** What the server sent in place of a stream's events: an answer, an error, or nothing. */
  #insteadOfEvents(): { whole: unknown } {
    const { chunks, characters } = this.#assembly;
    const strays = 'strays' in this.#source ? this.#source.strays.join('\n') : '';
    if (chunks === 0 && strays) {
      try {
        return { whole: JSON.parse(strays) };
      } catch {
        throw this.error(`the server sent no stream but text: "${this.shown(strays)}"`);
      }
    }
    const besides = strays && `; it said: "${this.shown(strays)}"`;
    throw this.endedEarly(
      `${chunks} chunks (${characters} characters)`,
      `[DONE], no finish_reason${besides}`,
    );
  }

  #parse(data: string, event: string | undefined): ChatChunk {
    let chunk: unknown;
    try {
      chunk = JSON.parse(data);
    } catch {
      throw this.error(
        event === 'error'
          ? `the server broke off its answer: ${this.shown(data)}`
          : `the stream holds something that is no JSON: ${this.shown(data)}`,
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
      throw this.error(`the server sent no answer but ${this.shown(answer)}`);
    }
    if (!isError && !refusalIn(answer)) return answer;
    const words = serverWords(this.call.redactor.deep(answer));
    throw this.error(`the server broke off its answer: ${words || this.shown(answer)}`);
  }
}

/** What nearly every event is: with so many of them, nothing more is asked of it. */
function isUsual(chunk: unknown, event: string | undefined): chunk is JsonRecord {
  return isRecord(chunk) && !chunk.error && Array.isArray(chunk.choices) && event !== 'error';
}
