import { isJson } from './is-json.js';

/**
 * The JSON in a model's reply: many models surround it with text or put it in a code block. Text
 * without JSON is returned unchanged.
 */
export function jsonIn(text: string): string {
  const whole = text.trim();
  if (isJson(whole)) return whole;
  const block = blockIn(whole);
  if (block !== undefined) return block.trim();
  const begin = whole.search(/[[{]/);
  const end = Math.max(whole.lastIndexOf('}'), whole.lastIndexOf(']'));
  return begin < 0 || end < begin ? whole : whole.slice(begin, end + 1);
}

/** The content of the first code block, if it is closed. */
function blockIn(text: string): string | undefined {
  const [fence = ''] = /```(?:json)?[^\S\n]*\n/i.exec(text) ?? [];
  const begin = text.indexOf(fence) + fence.length;
  const end = text.indexOf('```', begin);
  return fence === '' || end < 0 ? undefined : text.slice(begin, end);
}
