import { recordKind } from '../definition/kinds/json.js';
import { clip, refuse } from '../definition/kinds/refuse.js';
import { secretKind } from '../definition/kinds/secret.js';
import { type JsonSchema, type Kind, type ParamContext, partContext } from '../definition/param.js';
import { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';

/** How a user proves who they are. */
type AuthType = 'password' | 'private_key' | 'agent' | 'keyboard_interactive';

/** Where an SSH server is and who asks, read from the reference's structure. */
export interface SshSettings {
  host: string;
  port: number;
  user: string;
  auth: AuthType;
  password: string | undefined;
  /** The private key: its text (PEM, OpenSSH, PuTTY), or the path or URL of its file. */
  key: string | undefined;
  passphrase: string | undefined;
  /** What is answered to a keyboard-interactive server's questions, in order. */
  answers: readonly string[];
  /** Another file than ~/.ssh/known_hosts. */
  knownHosts: string | undefined;
}

/** A proxy on the way to the server. */
export interface SshProxy {
  host: string;
  port: number;
  type: 'socks5' | 'socks4' | 'http';
  user: string | undefined;
  password: string | undefined;
}

/** All that opening a connection takes. */
export interface Target {
  settings: SshSettings;
  proxy: SshProxy | undefined;
}

type Fail = (message: string) => InputError;

const SECRETS = ['password', 'passphrase'];
const SETTINGS_TAKE =
  "settings as GetSettings… prints them: {'host':'…','port':22,'username':'…','password':'…'}";
const PROXY_TAKES =
  "a proxy as GetProxySettings prints it: {'server':'…','port':1080,'proxy_type':'socks5'}";

const schema: JsonSchema = { type: 'object' };

/** Settings of a server and a user, their secrets looked up. */
export const sshSettingsKind: Kind<JsonRecord | string, SshSettings> = {
  name: 'record',
  takes: SETTINGS_TAKE,
  schema,
  async parse(value, context) {
    return readSettings(await recordKind.parse(value, context), context);
  },
};

/** A proxy's settings, its password looked up. */
export const sshProxyKind: Kind<JsonRecord | string, SshProxy> = {
  name: 'record',
  takes: PROXY_TAKES,
  schema,
  async parse(value, context) {
    return readProxy(await recordKind.parse(value, context), context);
  },
};

/** What GetConnectionConfiguration prints, or the settings alone. */
export const targetKind: Kind<JsonRecord | string, Target> = {
  name: 'record',
  takes: `what GetConnectionConfiguration prints, or ${SETTINGS_TAKE}`,
  schema,
  async parse(value, context) {
    const record = await recordKind.parse(value, context);
    if (record.set === undefined) {
      return { settings: await readSettings(record, context), proxy: undefined };
    }
    checkFields(record, ['set', 'proxy'], context);
    const settings = await sshSettingsKind.parse(
      record.set as JsonRecord,
      partContext(context, '.set'),
    );
    const proxy = isGiven(record.proxy)
      ? await sshProxyKind.parse(record.proxy as JsonRecord, partContext(context, '.proxy'))
      : undefined;
    return { settings, proxy };
  },
};

function failing({ name, method }: ParamContext, takes: string): Fail {
  return (message) =>
    new InputError({
      method,
      option: name,
      message: `${name}: ${message}`,
      hint: `It takes ${takes}.`,
    });
}

const FIELDS = [
  'auth_type',
  'host',
  'port',
  'username',
  'password',
  'key_path',
  'pub_path',
  'passphrase',
  'keyboard_responses',
  'known_hosts',
];

async function readSettings(record: JsonRecord, context: ParamContext): Promise<SshSettings> {
  checkFields(record, FIELDS, context);
  const fail = failing(context, SETTINGS_TAKE);
  const found = await lookUp(record, context);
  const field = (name: string) => textOf(found[name], `${context.name}.${name}`, context);
  const user = field('username');
  if (!user) throw fail('there is no username');
  return {
    host: hostOf(field('host'), fail),
    port: portOf(found.port, 22, fail),
    user,
    auth: authOf(found, fail),
    password: field('password'),
    key: field('key_path'),
    passphrase: field('passphrase'),
    answers: found.keyboard_responses as readonly string[],
    knownHosts: field('known_hosts'),
  };
}

async function readProxy(record: JsonRecord, context: ParamContext): Promise<SshProxy> {
  checkFields(record, ['server', 'port', 'proxy_type', 'login', 'password'], context);
  const fail = failing(context, PROXY_TAKES);
  const found = await lookUp(record, context);
  const field = (name: string) => textOf(found[name], `${context.name}.${name}`, context);
  const type = (field('proxy_type') ?? 'socks5').toLowerCase();
  if (type !== 'socks5' && type !== 'socks4' && type !== 'http') {
    throw fail('proxy_type is socks5, socks4 or http');
  }
  return {
    host: hostOf(field('server'), fail),
    port: portOf(found.port, type === 'http' ? 3128 : 1080, fail),
    type,
    user: field('login'),
    password: field('password'),
  };
}

/** Secrets are masked, and looked up where a person typed them. */
async function lookUp(record: JsonRecord, context: ParamContext): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = { ...record };
  for (const name of SECRETS) {
    const value = record[name];
    // An empty one is the reference's "none".
    if (typeof value === 'string' && value !== '') {
      found[name] = await secretKind.parse(value, partContext(context, `.${name}`));
    }
  }
  if (typeof record.key_path === 'string') found.key_path = await keyOf(record.key_path, context);
  const answers = isGiven(record.keyboard_responses) ? [record.keyboard_responses].flat() : [];
  found.keyboard_responses = await Promise.all(
    answers.map((answer, index) =>
      secretKind.parse(
        typeof answer === 'number' ? String(answer) : (answer as string),
        partContext(context, `.keyboard_responses[${index}]`),
      ),
    ),
  );
  return found;
}

/** A key's text is a secret; the path of its file is none. */
async function keyOf(value: string, context: ParamContext): Promise<string> {
  const refers = /^(env|cmd|file):|^@@/.test(value) && context.sources !== undefined;
  if (refers || isKeyText(value)) return secretKind.parse(value, partContext(context, '.key_path'));
  return value;
}

/** True for the text of a private key, as against the path of one. */
export function isKeyText(value: string): boolean {
  return /^\s*(-----BEGIN |PuTTY-User-Key-File)/.test(value);
}

function checkFields(record: JsonRecord, known: readonly string[], context: ParamContext): void {
  const other = Object.keys(record).find((key) => !known.includes(key));
  if (other === undefined) return;
  throw new InputError({
    method: context.method,
    option: context.name,
    message: `${context.name}: there is no field "${clip(other)}"`,
    hint: `There are: ${known.join(', ')}.`,
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function textOf(value: unknown, name: string, context: ParamContext): string | undefined {
  if (!isGiven(value)) return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw refuse(value, { ...context, name }, 'text');
  return value;
}

function hostOf(value: string | undefined, fail: Fail): string {
  const host = value?.trim().replace(/^\[(.+)\]$/, '$1') ?? '';
  // A host that begins with a dash would be an option to the ssh command that a dry run shows.
  if (!/^[^\s/@-][^\s/@]*$/.test(host)) {
    throw fail(host === '' ? 'it names no host' : 'its host is neither a name nor an address');
  }
  return host;
}

function portOf(value: unknown, usual: number, fail: Fail): number {
  if (!isGiven(value)) return usual;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw fail('a port is a number from 1 to 65535');
}

const TYPES: readonly string[] = ['password', 'private_key', 'agent', 'keyboard_interactive'];

/** The kind of proof that is named, else the one that the given fields are for. */
function authOf(found: Record<string, unknown>, fail: Fail): AuthType {
  const { auth_type: type } = found;
  const answers = found.keyboard_responses as readonly string[];
  if (isGiven(type) && !TYPES.includes(String(type))) {
    throw fail(`auth_type is one of ${TYPES.join(', ')}`);
  }
  const guessed = isGiven(found.key_path)
    ? 'private_key'
    : answers.length > 0
      ? 'keyboard_interactive'
      : typeof found.password === 'string'
        ? 'password'
        : 'agent';
  const auth = isGiven(type) ? (type as AuthType) : guessed;
  if (auth === 'private_key' && !isGiven(found.key_path))
    throw fail('there is no key_path, the private key');
  return auth;
}
