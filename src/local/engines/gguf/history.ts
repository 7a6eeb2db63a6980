import { badRequest } from '../../errors.js';
import type { ChatMessage, ToolCall } from '../engine.js';
import type { ChatItem, FunctionCall } from './llama.js';

/**
 * A conversation in the form llama.cpp's chat templates use. Its last item is the reply to
 * generate.
 */
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

/** The reply at the end: text after a tool call belongs to the same reply. */
function openAnswer(items: ChatItem[]): (string | FunctionCall)[] {
  const last = items.at(-1);
  if (last?.type === 'model') return last.response;
  const response: (string | FunctionCall)[] = [];
  items.push({ type: 'model', response });
  return response;
}

function madeCall({ id, name, arguments: text }: ToolCall, answer: string | undefined) {
  if (answer === undefined) {
    throw badRequest(`The tool call '${id}' of '${name}' has no output.`, 'messages');
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
  const message = 'GGUF models cannot see images here. Describe them in words.';
  throw badRequest(message, `messages[${index}]`, 'image_not_supported');
}
