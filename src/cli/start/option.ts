import type { Candidate } from './command.js';
import type { Row } from './layout.js';

/** An option of one of OInt's own commands. */
export interface Option {
  name: string;
  short?: string;
  /** The name of its value; missing for a switch. */
  value?: string;
  /** True if it is repeatable. */
  many?: boolean;
  summary: string;
  /** The default, as help shows it. */
  usual?: string;
}

/** Options as `parseArgs` accepts them, with their help. */
export type ParsedOptions = Readonly<
  Record<string, Omit<Option, 'name' | 'many'> & { type: 'string' | 'boolean'; multiple?: boolean }>
>;

/** The same as a list. */
export function optionsOf(parsed: ParsedOptions): Option[] {
  return Object.entries(parsed).map(([name, { type, multiple, ...option }]) => ({
    name,
    ...option,
    ...(multiple && { many: true }),
  }));
}

/** Options as rows of help. */
export function optionRows(options: readonly Option[]): Row[] {
  return options.map(({ name, short, value, summary, usual }) => ({
    left: `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`,
    right: summary,
    ...(usual && { note: `(default ${usual})` }),
  }));
}

/** The options not yet on the command line; none if the last one is still without its value. */
export function nextOptions(options: readonly Option[], typed: readonly string[]): Candidate[] {
  const isOn = ({ name, short }: Option, word: string | undefined) =>
    word === `--${name}` || (short !== undefined && word === `-${short}`);
  if (options.some((option) => option.value && isOn(option, typed.at(-1)))) return [];
  return options
    .filter((option) => option.many || !typed.some((word) => isOn(option, word)))
    .map(({ name, summary }) => ({ word: `--${name}`, summary }));
}
