import { inTurns, type Turn } from './turns.js';

/**
 * How the embedded server counts tokens: a token is a word, a number or one other symbol, with the
 * spaces before it. It is a simple rule that anyone can check, not the tokenizer of a model.
 */
const TOKEN = /\s*(?:[\p{L}\p{M}\p{N}_]+|\S)|\s+$/gu;

/** Splits a text into tokens; joined, they are the text again. */
export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** For short texts. */
export function countTokens(text: string): number {
  return tokensOf(text).length;
}

/** The same for texts of any length: other requests get their turns. */
export async function countAllTokens(texts: Iterable<string>, turn: Turn): Promise<number> {
  let count = 0;
  for (const text of texts) await inTurns(text.matchAll(TOKEN), turn, () => count++);
  return count;
}
