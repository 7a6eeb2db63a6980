import { isRecord } from '../../core/is-record.js';
import type { ChatChunk, ChatCompletion, Choice } from './types.js';

type Open = { [key: string]: unknown };

/** Puts the chunks of a stream together into the answer they are pieces of. */
export class Assembly {
  readonly #head: Open = {};
  readonly #choices = new Map<number, { message: Open; rest: Open }>();
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
  addWhole(whole: unknown): ChatChunk {
    const completion = (isRecord(whole) ? whole : {}) as Partial<ChatCompletion>;
    const choices = (completion.choices ?? []).map(({ message, ...choice }) => ({
      ...choice,
      delta: message,
    }));
    const chunk = { ...completion, choices } as unknown as ChatChunk;
    this.add(chunk);
    return chunk;
  }

  completion(): ChatCompletion {
    const choices = [...this.#choices].map(([index, { message, rest }]) => ({
      index,
      ...rest,
      message: { role: 'assistant', ...message },
    }));
    const head = { ...this.#head };
    if (head.object === 'chat.completion.chunk') head.object = 'chat.completion';
    return { ...head, choices: choices as unknown as Choice[] };
  }

  #addChoice(choice: Open): void {
    const index = typeof choice.index === 'number' ? choice.index : 0;
    const known = this.#choices.get(index) ?? { message: {}, rest: {} };
    this.#choices.set(index, known);
    for (const key in choice) {
      if (key === 'delta' || key === 'index') continue;
      if (choice[key] != null) known.rest[key] = choice[key];
    }
    if (choice.finish_reason) this.finished = true;
    if (isRecord(choice.delta)) this.#merge(known.message, choice.delta);
  }

  /** Texts grow, tool calls grow by their index, everything else is as it was said last. */
  #merge(message: Open, delta: Open): void {
    for (const key in delta) {
      const value = delta[key];
      if (typeof value === 'string' && key !== 'role') {
        message[key] = ((message[key] as string | undefined) ?? '') + value;
        if (key === 'content') this.characters += value.length;
      } else if (key === 'tool_calls' && Array.isArray(value)) {
        message[key] = mergeToolCalls((message[key] as Open[] | undefined) ?? [], value);
      } else if (value !== null || !(key in message)) {
        message[key] = value;
      }
    }
  }
}

function mergeToolCalls(known: Open[], deltas: readonly unknown[]): Open[] {
  for (const delta of deltas) {
    if (!isRecord(delta)) continue;
    const { index, ...rest } = delta;
    // An index beyond the next one would leave holes, as many as a hostile server likes.
    const next = known.length;
    const at = typeof index === 'number' && index >= 0 && index < next ? index : next;
    const call = known[at] ?? {};
    known[at] = call;
    const { function: before } = call;
    Object.assign(call, rest);
    if (isRecord(before) && isRecord(rest.function)) {
      call.function = { ...before, ...rest.function, arguments: grown(before, rest.function) };
    }
  }
  return known;
}

function grown(before: { [key: string]: unknown }, delta: { [key: string]: unknown }): string {
  return String(before.arguments ?? '') + String(delta.arguments ?? '');
}
