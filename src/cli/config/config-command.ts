import { type ParamManifest, readIndex, readManifest } from '../../catalogue/manifest.js';
import { InputError } from '../../core/errors/errors.js';
import { isSecretHeader, Redactor } from '../../core/errors/redact.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { services } from '../../services/index.js';
import { TEMPLATE_FIELDS } from '../ask/template.js';
import { type Config, changeConfig, configPath, readConfig } from '../run/config-file.js';
import { OF_OPENAI } from '../run/profile.js';
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
    next: async ([key]) => (key === undefined ? (await known()).setKeys() : []),
  },
  set: {
    takes: 'KEY [VALUE]',
    summary: 'Sets openai.url, openai.token, openai.model, vars.NAME …',
    run: withWords(2, async (key, value) => change(key, await readValue(key, value))),
    next: async ([key]) => (key === undefined ? (await known()).possibleKeys() : []),
  },
  edit: {
    summary: 'Opens the file in an editor, and checks it before it is used',
    run: withWords(0, async () => (await import('./edit.js')).editConfig()),
  },
  unset: {
    takes: 'KEY',
    summary: 'Removes a value',
    run: withWords(1, (key) => change(key, undefined)),
    next: async ([key]) => (key === undefined ? (await known()).setKeys() : []),
  },
};

const known = () => import('../completion/known.js');

const HELP: Usage = {
  about: [
    'Stores defaults for every call (addresses, tokens, models) and variables for @@Name.',
    'Options on the command line override a profile, which overrides the environment, which overrides the rest of this file.',
  ],
  rows: [
    ...rowsOf('oint config', COMMANDS),
    {
      left: 'oint config set openai.token',
      right: 'Without a value: prompts for it, or reads standard input',
    },
    {
      left: 'oint config set profiles.work.s3.region eu-west-1',
      right: 'Sets a value in a profile: oint -p work s3 …, or OINT_PROFILE=work',
    },
    {
      left: 'oint config set aliases.fast gpt-5-mini',
      right: 'Another name for a model: oint ask -m fast',
    },
    {
      left: "oint config set templates.short 'Summarize: $input'",
      right:
        'A prompt with a name: oint ask -t short. Also templates.short.system, .model, .schema, .options',
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
    masked[section] = await (SHOWN[section] ?? sectionShown)(values, section);
  }
  return masked;
}

/** Sections that are not of a service. */
const SHOWN: Readonly<
  Record<string, (values: JsonRecord) => Config[string] | Promise<JsonRecord>>
> = {
  profiles: (values) => profilesShown(values),
  templates: (values) =>
    Object.fromEntries(
      Object.entries(values).map(([name, one]) => [
        name,
        isRecord(one) ? maskedBut(one, OPEN_IN_TEMPLATE) : '***',
      ]),
    ),
  aliases: (values) => maskedBut(values, new Set(Object.keys(values))),
};

const OPEN_IN_TEMPLATE = new Set(TEMPLATE_FIELDS.filter((name) => name !== 'options'));

async function sectionShown(values: JsonRecord, section: string): Promise<JsonRecord> {
  return maskedBut(values, await openOf(section));
}

async function openOf(section: string): Promise<ReadonlySet<string>> {
  const options = section === 'vars' ? [] : await optionsOf(section).catch(() => []);
  return new Set(options.filter(({ kind }) => OPEN.has(kind)).map(({ option }) => option));
}

async function profilesShown(profiles: JsonRecord): Promise<JsonRecord> {
  const shown: Record<string, unknown> = {};
  for (const [name, profile] of Object.entries(profiles)) {
    shown[name] = isRecord(profile) ? await profileShown(profile) : '***';
  }
  return shown;
}

/** Fields of `openai`, and sections of services. */
async function profileShown(profile: JsonRecord): Promise<JsonRecord> {
  const masked: Record<string, unknown> = maskedBut(profile, OPEN_IN_PROFILE);
  for (const [section, values] of Object.entries(profile)) {
    const isSection = isRecord(values) && !OF_OPENAI.includes(section);
    if (isSection) masked[section] = await sectionShown(values, section);
  }
  return masked;
}

function maskedBut(values: JsonRecord, open: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, shown(value, open.has(name))]),
  );
}

/** The fields of a profile itself that can be shown. */
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

function isService(name: string): boolean {
  return readIndex().services.some((service) => service.name === name);
}

async function optionsOf(service: string): Promise<ParamManifest[]> {
  const { services } = readIndex();
  if (!isService(service)) {
    const near = didYouMean(service, [
      ...services.map(({ name }) => name),
      'vars',
      'profiles',
      'aliases',
      'templates',
    ]);
    throw wrong(`there is no service "${service}"`, near);
  }
  const { regions } = readManifest(service);
  return regions.flatMap(({ methods }) => methods).flatMap(({ params }) => params);
}

/**
 * `openai.url` has two parts, `profiles.NAME.url` three, `profiles.NAME.s3.region` four. The name of a
 * variable may contain dots.
 */
function pathOf(key: string): string[] {
  const parts = key.split('.');
  const most = { profiles: 4, templates: 3 }[parts[0]!] ?? 2;
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join('.')].filter(Boolean);
}

const KEYS = 'a key must look like openai.url, vars.NAME or profiles.NAME.openai.url';

async function change(key: string | undefined, value: string | undefined): Promise<number> {
  const named = pathOf(key ?? '');
  // The value of a template is its prompt.
  const isTemplate = named[0] === 'templates' && named.length === 2 && value !== undefined;
  const path = isTemplate ? [...named, 'prompt'] : named;
  const [section = '', first, second] = path;
  const isProfile = section === 'profiles';
  // A profile, and a service in it, can only be removed as a whole, not set.
  const isWhole = isProfile && (!second || (path.length < 4 && isService(second)));
  if (!first || (isWhole && value !== undefined)) throw wrong(KEYS);
  if (path.some((name) => /^(__proto__|constructor|prototype)$/.test(name))) {
    throw wrong(`"${key}" is not a valid key`);
  }
  if (value !== undefined) await checkKey(isProfile ? path.slice(2) : path, value);
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

/** Checks a key, of a profile without its name, and its value if that can be known. */
async function checkKey(
  [section = '', name, field]: readonly string[],
  value: string,
): Promise<void> {
  if (section === 'vars' || section === 'aliases') return;
  if (section === 'templates') {
    if (TEMPLATE_FIELDS.includes(field!)) return;
    throw wrong(`a template has no "${field}"`, `Fields: ${TEMPLATE_FIELDS.join(', ')}.`);
  }
  // A field of a profile itself is one of `openai`.
  const [service, option] = name === undefined ? ['openai', section] : [section, name];
  const params = await optionsOf(service);
  const param = params.find((one) => one.option === option);
  if (!param) {
    const options = [...new Set(params.map((one) => one.option))];
    throw wrong(`no method of ${service} has an option "${option}"`, didYouMean(option, options));
  }
  if (CHECKED.has(param.kind)) await checkValue(service, param, value);
}

/** Kinds of values that are complete in themselves. Others may name a file, or a secret. */
const CHECKED = new Set(['number', 'flag', 'date', 'duration']);

async function checkValue(service: string, { key, option }: ParamManifest, value: string) {
  const { default: loaded } = await services[service]!();
  const param = [...loaded.methods.values()].map(({ params }) => params[key]).find(Boolean);
  const named = { param: option, name: `${service}.${option}`, method: 'config' };
  await param?.kind.parse(value, { ...named, redactor: new Redactor(), sources: undefined });
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
