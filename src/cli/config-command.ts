import { InputError } from '../core/errors.js';
import { type ParamManifest, readIndex, readManifest } from '../core/manifest.js';
import { type Config, configPath, readConfig, writeConfig } from './config-file.js';
import { print, write } from './print.js';
import { readHidden } from './read-hidden.js';
import { didYouMean } from './suggest.js';
import { painter } from './terminal.js';
import { type Usage, usage } from './usage.js';

const USAGE: Usage = {
  about: [
    'Defaults for every call: addresses, tokens, models; and variables for @@Name.',
    'An option on the line wins over the environment, and the environment over this file.',
  ],
  rows: [
    { left: 'oint config path', right: 'Where the file is' },
    { left: 'oint config get [KEY]', right: 'What it holds; secrets are masked' },
    {
      left: 'oint config set KEY VALUE',
      right: 'Sets openai.url, openai.token, openai.model, vars.NAME …',
    },
    {
      left: 'oint config set openai.token',
      right: 'Without a value: asks for it, or reads standard input',
    },
    { left: 'oint config unset KEY', right: 'Forgets it' },
  ],
  notes: [
    'A token need not stand in the file: oint config set openai.token env:MY_TOKEN (also file:PATH and cmd:COMMAND, as in any option that takes a secret).',
  ],
};

/** `oint config …`. Returns the exit status. */
export async function configCommand([
  action,
  key,
  value,
  ...rest
]: readonly string[]): Promise<number> {
  if (rest.length > 0) throw wrong(`"${rest[0]}" is one word too many`);
  switch (action) {
    case undefined:
    case '--help':
    case '-h':
    case 'help':
      await write(usage(USAGE, process.stdout));
      return 0;
    case 'path':
      await print(`${configPath()}\n`);
      return 0;
    case 'get':
      return get(key);
    case 'set':
      await change(key, await readValue(key, value));
      return 0;
    case 'unset':
      await change(key, undefined);
      return 0;
    default:
      throw wrong(
        `there is no "config ${action}"`,
        didYouMean(action, ['path', 'get', 'set', 'unset']),
      );
  }
}

function wrong(message: string, hint = 'See oint config --help.'): InputError {
  return new InputError({ method: 'config', message, hint });
}

async function get(key: string | undefined): Promise<number> {
  const masked = await withoutSecrets(await readConfig());
  if (key === undefined) {
    await print(`${JSON.stringify(masked, null, 2)}\n`);
    return 0;
  }
  const { section, name } = split(key);
  const found = name === undefined ? masked[section] : masked[section]?.[name];
  if (found === undefined) return 1;
  await print(`${typeof found === 'string' ? found : JSON.stringify(found, null, 2)}\n`);
  return 0;
}

/** Of the options, those that can hold no secret are shown; of the variables none. */
async function withoutSecrets(config: Config): Promise<Config> {
  const masked: Config = {};
  for (const [section, values = {}] of Object.entries(config)) {
    const options = section === 'vars' ? [] : await optionsOf(section).catch(() => []);
    const open = new Set(options.filter(({ kind }) => OPEN.has(kind)).map(({ option }) => option));
    masked[section] = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, shown(value, open.has(name))]),
    );
  }
  return masked;
}

/** Headers and further fields (records) may hold a token, and so may an option misspelt by hand. */
const OPEN = new Set(['text', 'number', 'flag', 'date', 'duration']);

function shown(value: unknown, open: boolean): unknown {
  if (typeof value !== 'string') return open ? value : '***';
  // Where a secret is to be found is none itself.
  if (/^(env|file):/.test(value)) return value;
  return open ? value.replace(/\/\/[^/@\s]+@/g, '//***@') : '***';
}

async function optionsOf(service: string): Promise<ParamManifest[]> {
  const { services } = readIndex();
  if (!services.some(({ name }) => name === service)) {
    const near = didYouMean(service, [...services.map(({ name }) => name), 'vars']);
    throw wrong(`there is no service "${service}"`, near);
  }
  const { regions } = readManifest(service);
  return regions.flatMap(({ methods }) => methods).flatMap(({ params }) => params);
}

function split(key: string): { section: string; name: string | undefined } {
  const dot = key.indexOf('.');
  return dot < 0
    ? { section: key, name: undefined }
    : { section: key.slice(0, dot), name: key.slice(dot + 1) };
}

async function change(key: string | undefined, value: string | undefined): Promise<void> {
  const { section, name } = split(key ?? '');
  if (!section || !name) throw wrong('a key looks like openai.url or vars.NAME');
  if (/^(__proto__|constructor|prototype)$/.test(section) || name === '__proto__') {
    throw wrong(`"${key}" cannot be a key`);
  }
  if (section !== 'vars' && value !== undefined) await checkOption(section, name);
  const config = await readConfig();
  const { [name]: _, ...others } = config[section] ?? {};
  await writeConfig({
    ...config,
    [section]: value === undefined ? others : { ...others, [name]: value },
  });
}

async function checkOption(service: string, name: string): Promise<void> {
  const options = [...new Set((await optionsOf(service)).map(({ option }) => option))];
  if (options.includes(name)) return;
  throw wrong(`no method of ${service} has an option "${name}"`, didYouMean(name, options));
}

/** The value from the line; a secret better from the keyboard or a pipe than from the history. */
async function readValue(key: string | undefined, typed: string | undefined): Promise<string> {
  const value = (await valueFrom(key, typed)).trim();
  if (value) return value;
  throw wrong(`no value for ${key} was given`, `To forget it: oint config unset ${key}`);
}

async function valueFrom(key: string | undefined, value: string | undefined): Promise<string> {
  if (value !== undefined && value !== '-') return value;
  if (!key?.includes('.')) throw wrong('a key looks like openai.url or vars.NAME');
  const { stdin, stderr } = process;
  if (value === undefined && stdin.isTTY) {
    return readHidden(`${painter(stderr)('bold', key)} (not shown): `);
  }
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) text += chunk;
  return text;
}
