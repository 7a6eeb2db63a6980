const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1', 'да', 'истина'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0', 'нет', 'ложь'].map((word) => [word, false] as const),
]);

/** What a word for yes or no means, in English or Russian; `undefined` for any other word. */
export function readFlag(word: string): boolean | undefined {
  return WORDS.get(word.trim().toLowerCase());
}

export function isFlagWord(word: string): boolean {
  return readFlag(word) !== undefined;
}
