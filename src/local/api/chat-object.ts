import type { End, ToolCall, Usage } from '../engines/engine.js';
import { seconds } from '../seconds.js';
import type { ChatRequest } from './chat-request.js';
import { newId } from './checks.js';

/** A chat completion as the protocol shows it. */
export type Completion = ReturnType<typeof completion>;

/** What a model has said so far. */
export interface Gathered {
  text: string;
  refusal: string;
  calls: ToolCall[];
  end: End;
}

/** What the completion and each of its chunks begin with. */
export function heading({ model }: ChatRequest) {
  return { id: newId('chatcmpl-'), created: seconds(), model };
}

export function completion(
  { metadata }: ChatRequest,
  head: ReturnType<typeof heading>,
  whole: readonly Gathered[],
) {
  return {
    ...head,
    object: 'chat.completion',
    choices: whole.map(({ text, refusal, calls, end }, index) => ({
      index,
      message: {
        role: 'assistant',
        content: text === '' && (calls.length > 0 || refusal) ? null : text,
        refusal: refusal || null,
        annotations: [],
        ...(calls.length > 0 && { tool_calls: calls.map(shownCall) }),
      },
      logprobs: null,
      finish_reason: end.finish,
    })),
    usage: shownUsage(whole.map(({ end }) => end.usage)),
    ...(metadata && { metadata }),
  };
}

export function shownCall({ id, name, arguments: text }: ToolCall) {
  return { id, type: 'function', function: { name, arguments: text } };
}

/** The question is read once, however many answers there are. */
export function shownUsage(usages: readonly Usage[]) {
  const prompt_tokens = usages[0]?.promptTokens ?? 0;
  const completion_tokens = usages.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
