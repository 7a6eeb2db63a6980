import { isJson } from './is-json.js';

/**
 * The JSON in a model's reply: many models surround it with text or put it in a code block. Text
 * without JSON is returned unchanged.
 */
export function jsonIn(text: string): string {
  const whole = text.trim();
  if (isJson(whole)) return whole;
  const [, block] = /```(?:json)?\s*\n([\s\S]*?)```/i.exec(whole) ?? [];
  if (block !== undefined) return block.trim();
  const begin = whole.search(/[[{]/);
  const end = Math.max(whole.lastIndexOf('}'), whole.lastIndexOf(']'));
  return begin < 0 || end < begin ? whole : whole.slice(begin, end + 1);
}
