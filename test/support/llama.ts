import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatMessage, ChatTask, CompletionTask, End } from '../../src/local/engines/engine.js';

/** The folder where `oint install model-engine` installed node-llama-cpp for the tests. */
export const engines = process.env.OINT_ENGINES ?? '';
export const hasLlama = existsSync(join(engines, 'node_modules', 'node-llama-cpp'));
export const skippedWithoutLlama = hasLlama
  ? ''
  : ' (skipped: there is no node-llama-cpp; run oint install model-engine, and give its folder as OINT_ENGINES)';

/** A model with about 260,000 real weights, which writes stories. */
export const STORIES = join(import.meta.dirname, '../../../shared/models/stories260K.gguf');
export const hasStories = hasLlama && existsSync(STORIES);
export const skippedWithoutStories = hasStories
  ? ''
  : ' (skipped: needs node-llama-cpp and ../shared/models/stories260K.gguf)';

const SAMPLING = {
  stop: [],
  mostTokens: undefined,
  seed: undefined,
  temperature: 0,
  topP: undefined,
  signal: undefined,
};

export function completionTask(prompt: string, more: Partial<CompletionTask> = {}): CompletionTask {
  return { ...SAMPLING, prompt, ...more };
}

export function message(role: ChatMessage['role'], text: string, more: Partial<ChatMessage> = {}) {
  return { role, text, pictures: [], files: [], toolCalls: [], toolCallId: undefined, ...more };
}

export function chatTask(text: string, more: Partial<ChatTask> = {}): ChatTask {
  return {
    ...SAMPLING,
    messages: [message('user', text)],
    tools: [],
    toolChoice: 'auto',
    parallelToolCalls: true,
    format: { type: 'text' },
    ...more,
  };
}

/** The complete output of a model. */
export async function gathered<T extends { type: string }>(answer: AsyncIterable<T>) {
  const pieces: T[] = [];
  for await (const piece of answer) pieces.push(piece);
  const texts = pieces.map((piece) => ('text' in piece ? piece.text : ''));
  return { pieces, text: texts.join(''), end: pieces.at(-1) as unknown as End };
}
