import { isJson } from './is-json.js';

/**
 * The JSON in the answer of a model: many put it between lines of words, or into a block of code. Text
 * that holds none is returned as it is.
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
