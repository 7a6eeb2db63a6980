/** The options of a method, as a line may write them. */
export interface LineOption {
  name: string;
  /** Its letter, for `-u`. */
  letter?: string | undefined;
  isFlag: boolean;
}

/** What is not a call of a method. */
export class BadLine extends Error {}

/**
 * The options in the words of a line, as arguments. An option begins with its name; its value is
 * everything before the next one, unchanged, so that JSON needs no quotes. Quotes around a whole
 * value are removed.
 *
 * @throws {BadLine} There is text before the first option.
 */
export function argumentsIn(rest: string, options: readonly LineOption[]): string[] {
  const starts = new Map<string, LineOption>();
  for (const option of options) {
    starts.set(`--${option.name}`, option);
    if (option.letter !== undefined) starts.set(`-${option.letter}`, option);
  }
  const found: { option: LineOption; words: string[] }[] = [];
  for (const word of rest.split(' ')) {
    const option = starts.get(word);
    const last = found.at(-1);
    if (option) found.push({ option, words: [] });
    else if (last) last.words.push(word);
    else if (word !== '') throw new BadLine(`"${word.slice(0, 60)}" is not an option`);
  }
  return found.map(({ option, words }) => {
    const value = withoutQuotes(words.join(' ').trim());
    const isSet = option.isFlag && value === '';
    return `--${option.name}=${isSet ? 'true' : value}`;
  });
}

/** Quotes around a whole value, as in a shell. JSON in them is not a value in quotes. */
function withoutQuotes(value: string): string {
  const [, quote, inner = ''] = /^(["'])([\s\S]*)\1$/.exec(value) ?? [];
  return quote === undefined || inner.includes(quote) ? value : inner;
}
