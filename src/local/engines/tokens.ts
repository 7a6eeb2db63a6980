/**
 * How the embedded server counts: a token is a word, a number, or one other sign, with the spaces
 * before it. It is a plain rule that anybody can check, not the tokenizer of any model.
 */
const TOKEN = /\s*(?:[\p{L}\p{M}\p{N}_]+|\S)|\s+$/gu;

/** The tokens of a text; joined, they are the text again. */
export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

export function countTokens(text: string): number {
  return tokensOf(text).length;
}
