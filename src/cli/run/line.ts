import { parseArgs } from 'node:util';
import {
  acceptedOptions,
  type CommonOption,
  commonOptions,
  everyCommonOption,
  rawOptions,
  TEST,
} from '../../catalogue/common-options.js';
import { lettersOf } from '../../catalogue/letters.js';
import type { MethodManifest, ParamManifest } from '../../catalogue/manifest.js';
import { isFlagWord } from '../../core/definition/kinds/flag-words.js';
import { InputError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import { didYouMean } from '../start/suggest.js';
import type { Format } from './formats/format.js';

/** A method's parsed command line. */
export interface Line {
  /** The method's own options, as typed; a repeated list option is an array. */
  values: Record<string, string | string[]>;
  /** The options whose values are taken as they are: they were typed as `--NAME-raw`. */
  raw: ReadonlySet<string>;
  /** The file for the result, or a way of printing it; `undefined` for standard output. */
  out: string | undefined;
  query: string | undefined;
  /** The format of the result; `undefined` for the one of the file's name, otherwise JSON. */
  output: Format | undefined;
  config: string | undefined;
  switches: ReadonlySet<string>;
  /** True for `--config` without a value, which lists the call options. */
  asksConfig: boolean;
}

/** The value of a `--config` without one: arguments of a process cannot contain NUL. */
const NO_VALUE = '\0';

/** Standard output as `--out` has it, as other programs do: where a result goes without it. */
const STANDARD_OUTPUT = '-';

/** Parses a method's command line; refuses options that the method does not have. */
export function readLine(title: string, method: MethodManifest, args: readonly string[]): Line {
  return new LineReader(title, method).read(args);
}

class LineReader {
  readonly #title: string;
  /** The method's own options, and `--NAME-raw` for those that have one. */
  readonly #own: ReadonlyMap<string, ParamManifest>;
  readonly #common: ReadonlyMap<string, CommonOption>;
  /** By the name of the option whose value is taken as it is, the param it is for. */
  readonly #raw: ReadonlyMap<string, ParamManifest>;
  /** The options that help lists. */
  readonly #shown: readonly string[];
  /** The options whose values need not be named. */
  readonly #positions: readonly string[];
  /** By letter. */
  readonly #short: ReadonlyMap<string, string>;

  constructor(title: string, method: MethodManifest) {
    this.#title = title;
    this.#raw = rawOptions(method);
    this.#own = new Map([
      ...this.#raw,
      ...method.params.map((param) => [param.option, param] as const),
    ]);
    this.#common = new Map(acceptedOptions(method).map((option) => [option.name, option]));
    this.#positions = method.positions ?? [];
    this.#shown = [
      ...method.params.map(({ option }) => option),
      ...commonOptions(method).map(({ name }) => name),
    ];
    const own = [...lettersOf(method.params)].map(([name, letter]) => [letter, name] as const);
    this.#short = new Map([['h', 'help'], ...own]);
  }

  read(args: readonly string[]): Line {
    const values: Line['values'] = {};
    const common: Record<string, string> = {};
    const switches = new Set<string>();
    let before: string | undefined;
    const positions = this.#positions.filter((name) => !this.#isNamed(args, name));
    for (const token of this.#tokens(args)) {
      if (token.kind === 'option-terminator') continue;
      if (token.kind === 'positional') {
        const position = positions.shift();
        if (position === undefined) throw this.#unexpected(token.value, before);
        values[position] = token.value;
        continue;
      }
      const { name, rawName, value } = token;
      before = name;
      if (!this.#has(name)) throw this.#unknown(rawName);
      if (this.#isSwitch(name)) {
        if (value !== undefined) throw this.#wrong(rawName, `${rawName} does not take a value`);
        switches.add(name === TEST ? 'dry-run' : name);
        continue;
      }
      this.#checkValue(name, rawName, value, token.inlineValue === true);
      if (!this.#own.has(name)) this.#checkWord(rawName, name, value!);
      if (!this.#own.has(name)) common[name] = value!;
      else values[name] = this.#joined(rawName, name, values[name], value!);
    }
    const { query, config } = common;
    const out = common.out === STANDARD_OUTPUT ? undefined : common.out;
    const asksConfig = config === NO_VALUE;
    return {
      values,
      raw: this.#takeRaw(values),
      out,
      query,
      output: this.#format(common.output, query, switches),
      config: asksConfig ? undefined : config,
      switches,
      asksConfig,
    };
  }

  #isNamed(args: readonly string[], name: string): boolean {
    return args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  }

  /** Puts the values of `--NAME-raw` in the place of those of `--NAME`. */
  #takeRaw(values: Line['values']): Set<string> {
    const raw = new Set<string>();
    for (const [name, { option, kind }] of this.#raw) {
      const value = values[name];
      if (value === undefined) continue;
      if (values[option] !== undefined) {
        throw this.#wrong(`--${name}`, `--${option} and --${name} cannot both be given`);
      }
      delete values[name];
      values[option] = kind === 'list' ? [value].flat() : value;
      raw.add(option);
    }
    return raw;
  }

  #tokens(args: readonly string[]) {
    const letters = new Map([...this.#short].map(([letter, name]) => [name, letter]));
    const options = Object.fromEntries(
      [...this.#own.keys(), ...this.#common.keys()].map((name) => {
        const type = this.#isSwitch(name) ? ('boolean' as const) : ('string' as const);
        const letter = letters.get(name);
        return [name, { type, multiple: true, ...(letter && { short: letter }) }];
      }),
    );
    return parseArgs({
      args: args.map((arg, at) => this.#withValue(arg, args[at + 1])),
      options,
      strict: false,
      allowPositionals: true,
      tokens: true,
    }).tokens;
  }

  #has(name: string): boolean {
    return this.#own.has(name) || this.#common.has(name);
  }

  #isSwitch(name: string): boolean {
    return !this.#own.has(name) && this.#common.get(name)?.value === undefined;
  }

  /** Flags and `--config` may have no value: adds one, so that they do not take the next argument. */
  #withValue(arg: string, next: string | undefined): string {
    if (arg === '-T' && this.#common.has('output')) return '--output=table';
    const name = this.#nameOf(arg);
    if (name === undefined) return arg;
    if (this.#own.get(name)?.kind === 'flag' && !(next && isFlagWord(next)))
      return `--${name}=true`;
    const isAlone = next === undefined || this.#isOption(next);
    // Without a value, `-h` is help even if an option of the method has that letter.
    if (arg === '-h' && isAlone) return '--help';
    if (name === 'config' && this.#common.has(name) && isAlone) return `--config=${NO_VALUE}`;
    return arg;
  }

  /** The option of an argument such as `--url` or `-u`. */
  #nameOf(arg: string): string | undefined {
    if (arg.startsWith('--')) return arg.slice(2);
    return /^-[a-z]$/i.test(arg) ? this.#short.get(arg.slice(1)) : undefined;
  }

  /** True for one of the options of this command line, with or without a value. */
  #isOption(text: string): boolean {
    if (/^-\w$/.test(text)) return this.#short.has(text.slice(1));
    return text.startsWith('--') && this.#has(text.slice(2).replace(/=.*$/s, ''));
  }

  #joined(rawName: string, name: string, before: string | string[] | undefined, value: string) {
    if (before === undefined) return value;
    if (this.#own.get(name)?.kind === 'list') return [before, value].flat();
    throw this.#wrong(rawName, `${rawName} was given twice, but accepts only one value`);
  }

  /** The text of a reply is `--text`, if the method has that. */
  #format(output: string | undefined, query: string | undefined, switches: Set<string>) {
    const hasText = this.#common.has('text') && query === undefined;
    if (output === 'text' && hasText) {
      switches.add('text');
      return undefined;
    }
    return output as Format | undefined;
  }

  /** Options that take one of a few words. */
  #checkWord(rawName: string, name: string, value: string): void {
    const words = this.#common.get(name)?.words;
    if (!words || words.includes(value)) return;
    const message = `${rawName} must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, not "${value}"`;
    throw this.#wrong(rawName, message, didYouMean(value, words));
  }

  /** An option at the end or before another option has no value, which is an error. */
  #checkValue(name: string, rawName: string, value: string | undefined, inline: boolean): void {
    if (value === undefined) throw this.#wrong(rawName, `${rawName} needs a value`);
    if (inline || !this.#isOption(value)) return;
    const [option] = value.split('=');
    throw this.#wrong(
      rawName,
      `${rawName} needs a value, but is followed by ${option}`,
      `For an empty value, use --${name}=; for the text itself, --${name}=${option}`,
    );
  }

  #wrong(option: string, message: string, hint?: string): InputError {
    return new InputError({ method: this.#title, param: option, message, hint });
  }

  #unexpected(value: string, before: string | undefined): InputError {
    // After a token it may be the second half of the token.
    const secret = before !== undefined && this.#own.get(before)?.kind === 'secret';
    const clipped = value.length > 60 ? `${cut(value, 60)}…` : value;
    const shown = secret ? `the text after --${before} and its value` : `"${clipped}"`;
    return this.#wrong(
      secret ? `--${before}` : clipped,
      `${shown} is not an option`,
      'Options look like --name value. If a value contains spaces, put it in double quotes.',
    );
  }

  #unknown(rawName: string): InputError {
    const elsewhere = everyCommonOption.has(rawName.slice(2));
    const message = elsewhere
      ? `this method does not support ${rawName}`
      : `unknown option ${rawName}`;
    const names = this.#shown.map((name) => `--${name}`);
    const near = !elsewhere && rawName.startsWith('--') ? didYouMean(rawName, names) : undefined;
    return this.#wrong(rawName, message, near ?? `Options: ${names.join(', ')}.`);
  }
}
