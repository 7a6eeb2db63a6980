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

/** An event of the stream, or a complete response instead. */
type Piece = { data: string; event?: string | undefined } | { whole: unknown };

/** The texts of chunks that also contain something else: reasoning, a part of a tag. */
const texts = new WeakMap<ChatChunk, string>();

/** The text that a chunk adds to the reply, without the model's reasoning. */
export function textOfChunk(chunk: ChatChunk): string | undefined {
  return texts.get(chunk) ?? textOf(chunk.choices[0]?.delta);
}

/** Yields the chunks of a response as they arrive. */
export class ChatStream extends AnswerStream<Piece, ChatChunk, ChatCompletion> {
  readonly #source: ChatSource;
  readonly #assembly: Assembly;
  readonly #splitter = new ReasoningSplitter();

  /** `single` if one choice was requested. */
  constructor(source: ChatSource, call: Call, { single = false }: { single?: boolean } = {}) {
    super(call);
    this.#source = source;
    this.#assembly = new Assembly({ single });
  }

  /** Everything so far, in the form of a response that was not streamed. */
  result(): ChatCompletion {
    return result(this.#assembly.completion());
  }

  /** Only ends here if the server sent no `[DONE]`. */
  protected async *pieces(): AsyncGenerator<readonly Piece[]> {
    if ('whole' in this.#source) return yield [this.#source];
    yield* this.#source.events;
    if (!this.#assembly.finished) yield [this.#insteadOfEvents()];
  }

  protected take(piece: Piece): ChatChunk | typeof END | undefined {
    if ('whole' in piece) return this.#assembly.addWhole(this.#check(piece.whole));
    const { data, event } = piece;
    if (data === '[DONE]') return this.#end();
    // An empty event is a keep-alive.
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

  /** What the server sent instead of events: a response, an error, or nothing. */
  #insteadOfEvents(): { whole: unknown } {
    const { chunks, characters } = this.#assembly;
    const strays = 'strays' in this.#source ? this.#source.strays.join('\n') : '';
    if (chunks === 0 && strays) {
      try {
        return { whole: this.call.parseJson(strays) };
      } catch {
        throw this.error(`the server sent text instead of a stream: "${this.shown(strays)}"`);
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
      chunk = this.call.parseJson(data);
    } catch {
      throw this.error(
        event === 'error'
          ? `the server reported an error: ${this.shown(data)}`
          : `the stream contains data that is not valid JSON: ${this.shown(data)}`,
      );
    }
    const found = isUsual(chunk, event) ? chunk : this.#check(chunk, event === 'error');
    if (found.object === 'chat.completion') return this.#assembly.addWhole(found);
    // Some servers omit the list if it would be empty, but readers expect it.
    const whole = (Array.isArray(found.choices) ? found : { ...found, choices: [] }) as ChatChunk;
    this.#assembly.add(whole);
    return whole;
  }

  /** Separates reasoning from the reply, for readers that show the text as it arrives. */
  #split(chunk: ChatChunk): void {
    const choice = chunk.choices[0];
    if (!isRecord(choice) || choice.index) return;
    const { delta, finish_reason } = choice;
    if (!isRecord(delta) || this.#splitter.passes(delta.content)) return;
    let { text } = this.#splitter.add(delta);
    if (finish_reason) text += this.#splitter.end().text;
    if (text !== delta.content && (text || delta.content)) texts.set(chunk, text);
  }

  /** Anything but a chunk or a complete response may report an error. */
  #check(answer: unknown, isError = false): JsonRecord {
    if (!isRecord(answer)) {
      throw this.error(`the server sent ${this.shown(answer)} instead of a response`);
    }
    if (!isError && !refusalIn(answer)) return answer;
    const words = serverWords(this.call.redactor.deep(answer));
    throw this.error(`the server reported an error: ${words || this.shown(answer)}`);
  }
}

/** The fast path for almost every event. */
function isUsual(chunk: unknown, event: string | undefined): chunk is JsonRecord {
  return isRecord(chunk) && !chunk.error && Array.isArray(chunk.choices) && event !== 'error';
}
