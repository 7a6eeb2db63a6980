import { isRecord, type JsonRecord } from '../../core/is-record.js';
import { joinPiece, open, ToolCalls } from './tool-calls.js';
import type { ChatChunk, ChatCompletion, Choice } from './types.js';

type Open = { [key: string]: unknown };

interface OpenChoice {
  message: Open;
  calls: ToolCalls;
  rest: Open;
}

/** Puts the chunks of a stream together into the answer they are pieces of. */
export class Assembly {
  readonly #head = open();
  readonly #choices = new Map<number, OpenChoice>();
  /** True once the server gave a reason for ending. */
  finished = false;
  chunks = 0;
  characters = 0;

  add(chunk: ChatChunk): void {
    this.chunks++;
    for (const key in chunk) {
      if (key !== 'choices' && chunk[key] != null) this.#head[key] = chunk[key];
    }
    const { choices } = chunk;
    if (!Array.isArray(choices)) return;
    for (const choice of choices) if (isRecord(choice)) this.#addChoice(choice);
  }

  /** A server that does not stream answers as a whole: that is one chunk. */
  addWhole(whole: JsonRecord): ChatChunk {
    const choices = Array.isArray(whole.choices) ? whole.choices.filter(isRecord) : [];
    const chunk = {
      ...whole,
      choices: choices.map(({ message, ...choice }) => ({ ...choice, delta: message })),
    } as ChatChunk;
    this.add(chunk);
    return chunk;
  }

  /** What has come so far: a copy, which does not grow with what comes later. */
  completion(): ChatCompletion {
    const inOrder = [...this.#choices].sort(([a], [b]) => a - b);
    const choices = inOrder.map(([index, { message, calls, rest }]) => ({
      index,
      ...rest,
      message: {
        role: 'assistant',
        ...message,
        ...(calls.list.length > 0 && { tool_calls: calls.list }),
      },
    }));
    const head = { ...this.#head };
    if (head.object === 'chat.completion.chunk') head.object = 'chat.completion';
    return structuredClone({ ...head, choices: choices as unknown as Choice[] });
  }

  #addChoice(choice: JsonRecord): void {
    const index = typeof choice.index === 'number' ? choice.index : 0;
    let known = this.#choices.get(index);
    if (!known) {
      known = { message: open(), calls: new ToolCalls(), rest: open() };
      this.#choices.set(index, known);
    }
    const { rest } = known;
    for (const key in choice) {
      const value = choice[key];
      if (key === 'delta' || key === 'index' || value == null) continue;
      rest[key] = key === 'logprobs' && isRecord(value) ? joinLists(rest[key], value) : value;
    }
    if (choice.finish_reason) this.finished = true;
    if (isRecord(choice.delta)) this.#merge(known, choice.delta);
  }

  /** Texts and lists grow, tool calls grow by their index, everything else is as it was said last. */
  #merge({ message, calls }: OpenChoice, delta: JsonRecord): void {
    for (const key in delta) {
      const value = delta[key];
      const before = message[key];
      if (typeof value === 'string' && key !== 'role') {
        if (key === 'content') this.characters += value.length;
        if (Array.isArray(before)) before.push({ type: 'text', text: value });
        else message[key] = typeof before === 'string' ? before + value : value;
      } else if (Array.isArray(value)) {
        if (key === 'tool_calls') calls.add(value);
        else message[key] = joinList(before, value);
      } else if (isRecord(value) && (key === 'function_call' || key === 'audio')) {
        message[key] = joinPiece(before, value);
      } else if (value !== null || !(key in message)) {
        message[key] = value;
      }
    }
  }
}

/** A list with its next items. A text that came before them is the first. */
function joinList(before: unknown, items: readonly unknown[]): unknown[] {
  const list = Array.isArray(before) ? before : before ? [{ type: 'text', text: before }] : [];
  for (const item of items) list.push(item);
  return list;
}

/** The token probabilities of a choice, which come piece by piece as its text does. */
function joinLists(before: unknown, pieces: JsonRecord): Open {
  const lists = isRecord(before) ? (before as Open) : open();
  for (const key in pieces) {
    const value = pieces[key];
    if (Array.isArray(value)) lists[key] = joinList(lists[key], value);
    else if (value !== null || !(key in lists)) lists[key] = value;
  }
  return lists;
}
