import { textOf as replyText } from '../services/openai/reasoning.js';
import type { Message } from '../services/openai/types.js';

/** The text of a message, without its reasoning, images and audio. */
export function textOf(message: Message): string {
  if (message.role === 'assistant') return replyText(message)?.trim() ?? '';
  const { content } = message;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.flatMap((part) => (typeof part.text === 'string' ? [part.text] : [])).join('\n');
}
