import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { Gathering } from './line-stream.js';
import type { Answer, ChatAnswer } from './types.js';

/** Texts that arrive in chunks, and lists that grow. For everything else, the last value counts. */
const TEXTS = new Set(['response', 'thinking', 'content']);
const LISTS = new Set(['tool_calls', 'images', 'logprobs']);

/** Without a prototype: a key from outside is never more than a key. */
type Open = { [key: string]: unknown };
const open = (): Open => Object.create(null) as Open;

/** Assembles the chunks of a response: the same for a prompt and a conversation. */
class AnswerGathering<T extends Answer | ChatAnswer> implements Gathering<T, T> {
  readonly #answer = open();
  readonly #message = open();
  #chunks = 0;
  #characters = 0;
  finished = false;
  readonly ending = 'line with done: true';

  add(chunk: T): void {
    this.#chunks++;
    this.#characters += textOf(chunk)?.length ?? 0;
    const { message } = chunk;
    join(this.#answer, chunk);
    if (isRecord(message)) {
      // The server repeats it with each chunk, and it should grow.
      join(this.#message, message);
      this.#answer.message = this.#message;
    }
    if (chunk.done === true) this.finished = true;
  }

  whole(): T {
    return structuredClone(this.#answer) as unknown as T;
  }

  get progress(): string {
    return `${this.#chunks} chunks (${this.#characters} characters)`;
  }
}

function join(answer: Open, chunk: JsonRecord): void {
  for (const key in chunk) {
    const [before, piece] = [answer[key], chunk[key]];
    if (piece === null || piece === undefined) answer[key] ??= piece;
    else if (typeof before === 'string' && typeof piece === 'string' && TEXTS.has(key)) {
      answer[key] = before + piece;
    } else if (Array.isArray(before) && Array.isArray(piece) && LISTS.has(key)) {
      answer[key] = [...before, ...piece];
    } else {
      answer[key] = piece;
    }
  }
}

export const gatherAnswer = () => new AnswerGathering<Answer>();
export const gatherChat = () => new AnswerGathering<ChatAnswer>();

/** The readable text of a response or a chunk, without the model's reasoning. */
export function textOf(from: Answer | ChatAnswer): string | undefined {
  const text = isRecord(from.message) ? from.message.content : from.response;
  return typeof text === 'string' ? text : undefined;
}
