import { badRequest } from '../../errors.js';
import type { ChatMessage, ToolCall } from '../engine.js';
import type { ChatItem, FunctionCall } from './llama.js';

/** A conversation as llama.cpp's chat templates take it. Its last item is the answer to write. */
export function historyOf(messages: readonly ChatMessage[]): ChatItem[] {
  const answers = new Map(
    messages.filter(({ role }) => role === 'tool').map((one) => [one.toolCallId, one.text]),
  );
  const items: ChatItem[] = [];
  for (const [index, message] of messages.entries()) {
    refuseMedia(message, index);
    if (message.role === 'user') items.push({ type: 'user', text: message.text });
    else if (message.role === 'assistant') {
      const calls = message.toolCalls.map((call) => madeCall(call, answers.get(call.id)));
      openAnswer(items).push(...(message.text === '' ? [] : [message.text]), ...calls);
    } else if (message.role !== 'tool') items.push({ type: 'system', text: message.text });
  }
  openAnswer(items);
  return items;
}

/** The answer at the end: what follows a call belongs to the answer that made it. */
function openAnswer(items: ChatItem[]): (string | FunctionCall)[] {
  const last = items.at(-1);
  if (last?.type === 'model') return last.response;
  const response: (string | FunctionCall)[] = [];
  items.push({ type: 'model', response });
  return response;
}

function madeCall({ id, name, arguments: text }: ToolCall, answer: string | undefined) {
  if (answer === undefined) {
    throw badRequest(`The call '${id}' of the tool '${name}' has no answer.`, 'messages');
  }
  return {
    type: 'functionCall' as const,
    name,
    params: parsedOr(text, {}),
    result: parsedOr(answer, answer),
  };
}

function parsedOr(text: string, other: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return other;
  }
}

function refuseMedia({ pictures }: ChatMessage, index: number): void {
  if (pictures.length === 0) return;
  const message = 'GGUF models see no pictures here: describe them in words.';
  throw badRequest(message, `messages[${index}]`, 'image_not_supported');
}
