import { type ParamManifest, readIndex, readManifest } from '../../catalogue/manifest.js';
import { InputError } from '../../core/errors/errors.js';
import { isSecretHeader } from '../../core/errors/redact.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Config, changeConfig, configPath, readConfig } from '../run/config-file.js';
import { type Candidate, type Command, type Commands, rowsOf } from '../start/command.js';
import { print } from '../start/print.js';
import { nextBelow, runBelow } from '../start/subcommands.js';
import { didYouMean } from '../start/suggest.js';
import { painter } from '../start/terminal.js';
import type { Usage } from '../start/usage.js';
import { readHidden } from './read-hidden.js';

const COMMANDS: Commands = {
  path: { summary: 'Prints the path of the config file', run: withWords(0, showPath) },
  get: {
    takes: '[KEY]',
    summary: 'Prints a value, or all of them; secrets are masked',
    run: withWords(1, get),
  },
  set: {
    takes: 'KEY [VALUE]',
    summary: 'Sets openai.url, openai.token, openai.model, vars.NAME …',
    run: withWords(2, async (key, value) => change(key, await readValue(key, value))),
  },
  unset: {
    takes: 'KEY',
    summary: 'Removes a value',
    run: withWords(1, (key) => change(key, undefined)),
  },
};

const HELP: Usage = {
  about: [
    'Stores defaults for every call (addresses, tokens, models) and variables for @@Name.',
    'Options on the command line override the environment, which overrides this file.',
  ],
  rows: [
    ...rowsOf('oint config', COMMANDS),
    {
      left: 'oint config set openai.token',
      right: 'Without a value: prompts for it, or reads standard input',
    },
    {
      left: 'oint config set profiles.work.url URL',
      right: 'Sets a value in a profile, for oint ask -p work and oint chat -p work',
    },
  ],
  notes: [
    'To keep a token out of the file: oint config set openai.token env:MY_TOKEN (or file:PATH, cmd:COMMAND, as in every option for a secret).',
  ],
};

/** `oint config …`. Returns the exit status. */
export function configCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runBelow('config', COMMANDS, HELP, args, signal);
}

/** The words that may come next on the command line. */
export function nextConfigWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return nextBelow(COMMANDS, typed);
}

/** A command with a maximum number of arguments. */
function withWords(
  most: number,
  act: (...words: (string | undefined)[]) => Promise<number>,
): Command['run'] {
  return async (words) => {
    if (words.length > most) throw wrong(`unexpected argument "${words[most]}"`);
    return act(...words);
  };
}

function wrong(message: string, hint = 'See oint config --help.'): InputError {
  return new InputError({ method: 'config', message, hint });
}

async function showPath(): Promise<number> {
  await print(`${configPath()}\n`);
  return 0;
}

async function get(key: string | undefined): Promise<number> {
  const masked = await withoutSecrets(await readConfig());
  if (key === undefined) {
    await print(`${JSON.stringify(masked, null, 2)}\n`);
    return 0;
  }
  const found = pathOf(key).reduce<unknown>(
    (holder, name) => (isRecord(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined),
    masked,
  );
  if (found === undefined) return 1;
  await print(`${typeof found === 'string' ? found : JSON.stringify(found, null, 2)}\n`);
  return 0;
}

/** Shows options that cannot contain a secret; masks the others and all variables. */
async function withoutSecrets(config: Config): Promise<Config> {
  const masked: Config = {};
  for (const [section, values = {}] of Object.entries(config)) {
    masked[section] =
      section === 'profiles' ? profilesShown(values) : maskedBut(values, await openOf(section));
  }
  return masked;
}

async function openOf(section: string): Promise<ReadonlySet<string>> {
  const options = section === 'vars' ? [] : await optionsOf(section).catch(() => []);
  return new Set(options.filter(({ kind }) => OPEN.has(kind)).map(({ option }) => option));
}

function profilesShown(profiles: JsonRecord): JsonRecord {
  const shown = Object.entries(profiles).map(([name, profile]) => [
    name,
    isRecord(profile) ? maskedBut(profile, OPEN_IN_PROFILE) : '***',
  ]);
  return Object.fromEntries(shown);
}

function maskedBut(values: JsonRecord, open: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, shown(value, open.has(name))]),
  );
}

/** The keys of a profile, and those of them that can be shown. */
const IN_PROFILE = ['url', 'token', 'model', 'system', 'options', 'headers'];
const OPEN_IN_PROFILE = new Set(['url', 'model', 'system']);

/** Kinds that can be shown. Records, and options misspelled in an editor, may contain a token. */
const OPEN = new Set(['text', 'number', 'flag', 'date', 'duration']);

function shown(value: unknown, open: boolean): unknown {
  if (typeof value !== 'string') return open ? value : '***';
  // A reference to a secret is not a secret.
  if (/^(env|file):/.test(value)) return value;
  return open ? withoutSecretsOfUrl(value) : '***';
}

/** Masks the password of a URL, and what looks like a key in its query. */
function withoutSecretsOfUrl(value: string): string {
  return value
    .replace(/\/\/[^/@\s]+@/g, '//***@')
    .replace(/([?&#])([^=&#?\s]+)=[^&#\s]+/g, (pair, before: string, name: string) =>
      isSecretHeader(name) ? `${before}${name}=***` : pair,
    );
}

async function optionsOf(service: string): Promise<ParamManifest[]> {
  const { services } = readIndex();
  if (!services.some(({ name }) => name === service)) {
    const near = didYouMean(service, [...services.map(({ name }) => name), 'vars', 'profiles']);
    throw wrong(`there is no service "${service}"`, near);
  }
  const { regions } = readManifest(service);
  return regions.flatMap(({ methods }) => methods).flatMap(({ params }) => params);
}

/** `openai.url` has two parts, `profiles.NAME.url` three. The name of a variable may contain dots. */
function pathOf(key: string): string[] {
  const parts = key.split('.');
  const most = parts[0] === 'profiles' ? 3 : 2;
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join('.')].filter(Boolean);
}

const KEYS = 'a key must look like openai.url, vars.NAME or profiles.NAME.url';

async function change(key: string | undefined, value: string | undefined): Promise<number> {
  const path = pathOf(key ?? '');
  const [section = '', first, second] = path;
  const isProfile = section === 'profiles';
  // A profile can only be removed as a whole, not set.
  if (!first || (isProfile && !second && value !== undefined)) throw wrong(KEYS);
  if (path.some((name) => /^(__proto__|constructor|prototype)$/.test(name))) {
    throw wrong(`"${key}" is not a valid key`);
  }
  if (value !== undefined) await checkKey(section, second ?? first);
  await changeConfig(configPath(), (config) => changed(config, path, value) as Config);
  return 0;
}

/** A copy with the value set or removed. */
function changed(holder: JsonRecord, [name = '', ...rest]: string[], value: unknown): JsonRecord {
  const { [name]: before, ...others } = holder;
  if (rest.length > 0) {
    return { ...holder, [name]: changed(isRecord(before) ? before : {}, rest, value) };
  }
  return value === undefined ? others : { ...others, [name]: value };
}

async function checkKey(section: string, name: string): Promise<void> {
  if (section === 'vars') return;
  if (section !== 'profiles') return checkOption(section, name);
  if (IN_PROFILE.includes(name)) return;
  const hint = didYouMean(name, IN_PROFILE) ?? `Keys: ${IN_PROFILE.join(', ')}.`;
  throw wrong(`unknown key "${name}" in a profile`, hint);
}

async function checkOption(service: string, name: string): Promise<void> {
  const options = [...new Set((await optionsOf(service)).map(({ option }) => option))];
  if (options.includes(name)) return;
  throw wrong(`no method of ${service} has an option "${name}"`, didYouMean(name, options));
}

/** The value: from the command line or, to keep a secret out of the history, typed or piped. */
async function readValue(key: string | undefined, typed: string | undefined): Promise<string> {
  const value = (await valueFrom(key, typed)).trim();
  if (value) return value;
  throw wrong(`the value of ${key} is empty`, `To remove it: oint config unset ${key}`);
}

async function valueFrom(key: string | undefined, value: string | undefined): Promise<string> {
  if (value !== undefined && value !== '-') return value;
  if (!key?.includes('.')) throw wrong(KEYS);
  const { stdin, stderr } = process;
  if (value === undefined && stdin.isTTY) {
    return readHidden(`${painter(stderr)('bold', key)} (not shown): `);
  }
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) text += chunk;
  return text;
}
