import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { grownField, open } from './growing.js';
import { completeCall, joinPiece, ToolCalls } from './tool-calls.js';
import type { ChatChunk, ChatCompletion, Choice } from './types.js';

type Open = { [key: string]: unknown };

interface OpenChoice {
  message: Open;
  calls: ToolCalls;
  rest: Open;
}

/** Assembles the chunks of a stream into a complete response. */
export class Assembly {
  readonly #head = open();
  readonly #choices = new Map<number, OpenChoice>();
  readonly #single: boolean;
  /** True once the server has sent a finish reason. */
  finished = false;
  chunks = 0;
  characters = 0;

  /** `single` if one choice was requested. */
  constructor({ single = false }: { single?: boolean } = {}) {
    this.#single = single;
  }

  add(chunk: ChatChunk): void {
    this.chunks++;
    for (const key in chunk) {
      const value = chunk[key];
      if (key === 'choices' || value == null) continue;
      // Some servers send no counts in the chunks that follow the one with the counts.
      if (key === 'usage' && this.#head.usage && countsNothing(value)) continue;
      this.#head[key] = value;
    }
    const { choices } = chunk;
    if (!Array.isArray(choices)) return;
    for (const choice of choices) if (isRecord(choice)) this.#addChoice(choice);
  }

  /** A server that does not stream sends the whole response: that is one chunk. */
  addWhole(whole: JsonRecord): ChatChunk {
    const choices = Array.isArray(whole.choices) ? whole.choices.filter(isRecord) : [];
    const chunk = {
      ...whole,
      choices: choices.map(({ message, ...choice }) => ({ ...choice, delta: message })),
    } as ChatChunk;
    this.add(chunk);
    return chunk;
  }

  /** The response so far: a copy, which does not change with later chunks. */
  completion(): ChatCompletion {
    const inOrder = [...this.#choices].sort(([a], [b]) => a - b);
    const choices = inOrder.map(([index, { message, calls, rest }]) => {
      const completed = calls.completed();
      return {
        index,
        ...rest,
        message: {
          role: 'assistant',
          ...message,
          ...(completed.length > 0 && { tool_calls: completed }),
        },
      };
    });
    const head = { ...this.#head };
    if (head.object === 'chat.completion.chunk') head.object = 'chat.completion';
    const all = choices as unknown as Choice[];
    return structuredClone({ ...head, choices: this.#single ? oneChoice(all) : all });
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

  /** Tool calls and the parts of the content grow in their own ways, all other fields alike. */
  #merge({ message, calls }: OpenChoice, delta: JsonRecord): void {
    for (const key in delta) {
      const value = delta[key];
      const before = message[key];
      if (key === 'content' && (typeof value === 'string' || Array.isArray(value))) {
        if (typeof value === 'string') this.characters += value.length;
        message[key] = joinContent(before, value);
      } else if (key === 'tool_calls' && Array.isArray(value)) {
        calls.add(value);
      } else if (isRecord(value) && (key === 'function_call' || key === 'audio')) {
        message[key] = joinPiece(before, value);
      } else {
        message[key] = grownField(key, before, value);
      }
    }
  }
}

function joinContent(before: unknown, more: string | readonly unknown[]): unknown {
  if (typeof more !== 'string') return joinList(before, more, addPart);
  if (!Array.isArray(before)) return typeof before === 'string' ? before + more : more;
  addPart(before, { type: 'text', text: more });
  return before;
}

/**
 * Fixes what some servers do differently in a complete response: tool calls, and a reply split over
 * two choices.
 */
export function mended(completion: ChatCompletion, single: boolean): ChatCompletion {
  if (!Array.isArray(completion?.choices)) return completion;
  const choices = completion.choices.map((choice) => {
    const calls = isRecord(choice) && isRecord(choice.message) && choice.message.tool_calls;
    if (!Array.isArray(calls) || calls.length === 0) return choice;
    const tool_calls = calls.map((call) => (isRecord(call) ? completeCall(call) : call));
    return { ...choice, message: { ...choice.message, tool_calls } };
  });
  return { ...completion, choices: single ? oneChoice(choices) : choices };
}

/**
 * Joins a single reply whose text and tool calls a server (GitHub Copilot's) puts into separate
 * choices. Two real choices are kept apart.
 */
function oneChoice(choices: readonly Choice[]): Choice[] {
  const [first, ...others] = choices;
  const isPart = ({ message }: Choice) => !message?.content && message?.tool_calls?.length;
  const withText = choices.filter((choice) => isRecord(choice) && choice.message?.content);
  const parts = choices.filter((choice) => isRecord(choice) && isPart(choice));
  if (!first || others.length === 0 || withText.length + parts.length < choices.length) {
    return [...choices];
  }
  if (withText.length > 1 || parts.length === 0) return [...choices];
  const main = withText[0] ?? first;
  const tool_calls = choices.flatMap(({ message }) => message.tool_calls ?? []);
  const { finish_reason } = parts[0]!;
  return [{ ...main, index: 0, finish_reason, message: { ...main.message, tool_calls } }];
}

function countsNothing(usage: unknown): boolean {
  return isRecord(usage) && Object.values(usage).every((count) => !count);
}

type Add = (list: unknown[], item: unknown) => void;

const push: Add = (list, item) => list.push(item);

/** Appends the next items to a list. An earlier text becomes the first item. */
function joinList(before: unknown, items: readonly unknown[], add: Add = push): unknown[] {
  const list = Array.isArray(before) ? before : before ? [{ type: 'text', text: before }] : [];
  for (const item of items) add(list, item);
  return list;
}

/** Appends the next part of the content: text and reasoning continue the previous part. */
function addPart(list: unknown[], part: unknown): void {
  const last = list.at(-1);
  const key = isRecord(part) ? growing(part) : undefined;
  if (key && isRecord(last) && isRecord(part) && last.type === part.type && growing(last) === key) {
    list[list.length - 1] = { ...last, [key]: grown(last[key], part[key]) };
  } else {
    list.push(part);
  }
}

/** The text field of a part that has no others. */
function growing({ type: _, ...rest }: JsonRecord): string | undefined {
  const [key, another] = Object.keys(rest);
  return another === undefined && (key === 'text' || key === 'thinking') ? key : undefined;
}

function grown(before: unknown, more: unknown): unknown {
  if (typeof before === 'string' && typeof more === 'string') return before + more;
  const list = Array.isArray(before) ? [...before] : [before];
  for (const part of Array.isArray(more) ? more : [more]) addPart(list, part);
  return list;
}

/** The log probabilities of a choice, which arrive in chunks like its text. */
function joinLists(before: unknown, pieces: JsonRecord): Open {
  const lists = isRecord(before) ? (before as Open) : open();
  for (const key in pieces) {
    const value = pieces[key];
    if (Array.isArray(value)) lists[key] = joinList(lists[key], value);
    else if (value !== null || !(key in lists)) lists[key] = value;
  }
  return lists;
}
