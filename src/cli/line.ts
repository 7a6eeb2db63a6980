import { parseArgs } from 'node:util';
import { InputError } from '../core/errors.js';
import type { MethodManifest } from '../core/manifest.js';
import { commonOptions, shortOptions, switches } from './options.js';
import { didYouMean } from './suggest.js';

/** A method's command line, taken apart. */
export interface Line {
  /** The method's own options, as typed; an option typed twice is a list. */
  values: Record<string, string | string[]>;
  out: string | undefined;
  query: string | undefined;
  /** `''` where `--config` stands without a value. */
  config: string | undefined;
  switches: ReadonlySet<string>;
}

/** Takes the options of a method's command line apart; refuses what the method does not have. */
export function readLine(title: string, method: MethodManifest, args: readonly string[]): Line {
  const own = new Map(method.params.map((param) => [param.option, param]));
  const short = shortOptions(method.params);
  const common = commonOptions(method).map(({ name }) => name);
  const known = [...own.keys(), ...common];
  const options = Object.fromEntries(
    known.map((name) => [
      name,
      {
        type:
          own.has(name) || !switches.includes(name) ? ('string' as const) : ('boolean' as const),
        multiple: true,
        ...optionLetter(own.has(name) ? short.get(name) : undefined),
      },
    ]),
  );
  if (options.help && !own.has('help')) options.help.short = 'h';
  const { tokens } = parseArgs({
    args: args.map((arg, at) => withValue(arg, args[at + 1], own)),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const line: Line = {
    values: {},
    out: undefined,
    query: undefined,
    config: undefined,
    switches: new Set(),
  };
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw unexpected(title, token.value);
    const { name, rawName, value } = token;
    if (!known.includes(name)) throw unknownOption(title, rawName, known);
    if (options[name]!.type === 'boolean') {
      if (value !== undefined) throw wrong(title, rawName, `${rawName} takes no value`);
      seen.add(name);
      continue;
    }
    checkValue(title, rawName, value, token.inlineValue === true, known);
    if (own.has(name)) line.values[name] = joined(line.values[name], value!);
    else if (name === 'out' || name === 'query' || name === 'config') line[name] = value!;
  }
  return { ...line, switches: seen };
}

function optionLetter(letter: string | undefined) {
  return letter ? { short: letter } : {};
}

const FLAG_WORDS = /^(true|false|yes|no|1|0)$/i;

/** A flag, and `--config`, may stand without a value: it gets one here, so that none is eaten. */
function withValue(
  arg: string,
  next: string | undefined,
  own: ReadonlyMap<string, { kind: string }>,
) {
  const name = arg.slice(2);
  if (!arg.startsWith('--')) return arg;
  if (own.get(name)?.kind === 'flag' && !(next && FLAG_WORDS.test(next))) return `${arg}=true`;
  if (name === 'config' && !own.has(name) && (next === undefined || /^--?\w/.test(next)))
    return '--config=';
  return arg;
}

function joined(before: string | string[] | undefined, value: string): string | string[] {
  return before === undefined ? value : [before, value].flat();
}

/** An option at the end, or before another one, has no value: better said than taken. */
function checkValue(
  title: string,
  rawName: string,
  value: string | undefined,
  inline: boolean,
  known: readonly string[],
): void {
  if (value === undefined) throw wrong(title, rawName, `${rawName} needs a value`);
  if (inline || !value.startsWith('--') || !known.includes(value.slice(2))) return;
  throw wrong(
    title,
    rawName,
    `${rawName} needs a value, and ${value} follows it`,
    `For an empty value: ${rawName}= — for the text itself: ${rawName}=${value}`,
  );
}

function wrong(method: string, option: string, message: string, hint?: string): InputError {
  return new InputError({ method, option, message, hint });
}

function unexpected(title: string, value: string): InputError {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return wrong(
    title,
    shown,
    `"${shown}" is no option`,
    'Options look like --name value. Did a shell take a value apart? Put it between double quotes.',
  );
}

function unknownOption(title: string, rawName: string, known: readonly string[]) {
  const names = known.map((name) => `--${name}`);
  const near = rawName.startsWith('--') ? didYouMean(rawName, names) : undefined;
  return wrong(
    title,
    rawName,
    `there is no option ${rawName}`,
    near ?? `There are: ${names.join(', ')}.`,
  );
}
