/** Options without a letter. */
const WITHOUT = new Set(['out']);
const VOWEL = /[aeiouy]/i;
const CONSONANTS = [...'bcdfghjklmnpqrstvwxz'];

/**
 * One letter for each option of a method, in their order, as in the reference: the first letter of its name if that
 * is free, otherwise the first free consonant of the name, otherwise its first free vowel, otherwise
 * the first free consonant of the alphabet.
 */
export function lettersOf(params: readonly { option: string }[]): Map<string, string> {
  const taken = new Set<string>();
  const letters = new Map<string, string>();
  for (const { option } of params) {
    if (WITHOUT.has(option)) continue;
    const letter = freeLetter(option, taken);
    if (letter === undefined) continue;
    taken.add(letter);
    letters.set(option, letter);
  }
  return letters;
}

function freeLetter(option: string, taken: ReadonlySet<string>): string | undefined {
  const isFree = (letter: string) => !taken.has(letter);
  const named = (option.match(/[a-z]/gi) ?? []).filter(isFree);
  if (named[0] !== undefined && option.startsWith(named[0])) return named[0];
  return named.find((letter) => !VOWEL.test(letter)) ?? named[0] ?? CONSONANTS.find(isFree);
}
