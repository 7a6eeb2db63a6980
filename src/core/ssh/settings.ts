import { type ProxyServer, proxyKind } from '../connection/proxy-settings.js';
import {
  checkFields,
  type Fail,
  failing,
  fieldContext,
  hostOf,
  isGiven,
  portOf,
  textField,
  withSecrets,
} from '../connection/settings-fields.js';
import { recordKind } from '../definition/kinds/json.js';
import type { Given } from '../definition/kinds/known-fields.js';
import { secretKind } from '../definition/kinds/secret.js';
import type { JsonSchema, Kind, ParamContext } from '../definition/param.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';
import { ALGORITHM_KINDS, type Algorithms, algorithmsOf } from './algorithms.js';
import type { SshConfiguration, SshSettingsRecord } from './connection.js';
import { destinationIn, settingsFor } from './destination.js';

/** The authentication methods. */
type AuthType = 'password' | 'private_key' | 'agent' | 'keyboard_interactive';

/** The address of an SSH server and the login, read from the reference's structure. */
export interface SshSettings {
  host: string;
  port: number;
  user: string;
  auth: AuthType;
  password: string | undefined;
  /** The private key: its text (OpenSSH, PEM, PuTTY), or the path or URL of its file. */
  key: string | undefined;
  passphrase: string | undefined;
  /** Its certificate: a path, or its text. By default, the one beside the key. */
  certificate: string | undefined;
  /** Answers for keyboard-interactive authentication, in order. */
  answers: readonly string[];
  /** A file to use instead of ~/.ssh/known_hosts. */
  knownHosts: string | undefined;
  /** What is offered to the server. */
  algorithms: Algorithms;
  /** Keys to try in addition to the agent, if they can be read. */
  identities: readonly string[];
  /** Servers to connect through, as for ssh: `user@host:port`, separated by commas. */
  jump: string | undefined;
}

/** Everything needed to open a connection. */
export interface Target {
  settings: SshSettings;
  proxy: ProxyServer | undefined;
}

const SETTINGS_TAKE =
  "user@host, or settings, as GetSettings… returns them: {'host':'…','port':22,'username':'…','password':'…'}";

const schema: JsonSchema = { type: 'object' };

/** Settings of a server and a user, with their secrets looked up. */
export const sshSettingsKind: Kind<Given<SshSettingsRecord> | string, SshSettings> = {
  name: 'record',
  takes: SETTINGS_TAKE,
  schema,
  async parse(value, context) {
    const named = typeof value === 'string' && (await namedTarget(value, context));
    if (named) return named.settings;
    return readSettings(await recordKind.parse(value, context), context);
  },
};

/** The result of GetConnectionConfiguration, or only the settings. */
export const targetKind: Kind<Given<SshSettingsRecord> | SshConfiguration | string, Target> = {
  name: 'record',
  takes: `the result of GetConnectionConfiguration, ${SETTINGS_TAKE}`,
  schema,
  async parse(value, context) {
    const named = typeof value === 'string' && (await namedTarget(value, context));
    if (named) return named;
    const record = await recordKind.parse(value, context);
    if (record.set === undefined) {
      return { settings: await readSettings(record, context), proxy: undefined };
    }
    checkFields(record, ['set', 'proxy'], context);
    const settings = await sshSettingsKind.parse(
      record.set as JsonRecord,
      fieldContext(context, 'set'),
    );
    const proxy = isGiven(record.proxy)
      ? await proxyKind.parse(record.proxy as JsonRecord, fieldContext(context, 'proxy'))
      : undefined;
    return { settings, proxy };
  },
};

/** The target that a text such as `user@host` names. */
export async function namedTarget(
  text: string,
  context: ParamContext,
  mayBeName?: boolean,
): Promise<Target | undefined> {
  const destination = destinationIn(text, context, mayBeName);
  if (!destination) return undefined;
  const { settings, identities, jump } = await settingsFor(destination, context);
  return {
    settings: { ...(await readSettings(settings, context)), identities, jump },
    proxy: undefined,
  };
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
  'certificate',
  'keyboard_responses',
  'known_hosts',
  'algorithms',
];

async function readSettings(record: JsonRecord, context: ParamContext): Promise<SshSettings> {
  checkFields(record, FIELDS, context);
  const fail = failing(context, SETTINGS_TAKE);
  const found = await lookUp(record, context);
  const field = (name: string) => textField(found, name, context);
  const user = field('username');
  if (!user) throw fail('username is missing');
  return {
    host: hostOf(field('host'), fail),
    port: portOf(found.port, 22, fail),
    user,
    auth: authOf(found, fail),
    password: field('password'),
    key: field('key_path'),
    passphrase: field('passphrase'),
    certificate: field('certificate'),
    answers: found.keyboard_responses as readonly string[],
    knownHosts: field('known_hosts'),
    algorithms: readAlgorithms(found.algorithms, context, fail),
    identities: [],
    jump: undefined,
  };
}

/** Each is a text as for ssh (`+diffie-hellman-group14-sha1`) or a list of names. */
function readAlgorithms(value: unknown, context: ParamContext, fail: Fail): Algorithms {
  if (!isGiven(value)) return algorithmsOf();
  if (!isRecord(value)) throw fail("algorithms must be an object such as {'kex':'+…'}");
  checkFields(value, ALGORITHM_KINDS, fieldContext(context, 'algorithms'));
  const wishes = Object.entries(value).map(([kind, names]) => {
    const isList = Array.isArray(names) && names.every((name) => typeof name === 'string');
    if (!isList && typeof names !== 'string') {
      throw fail(`algorithms.${kind} must be a text such as '+…', or a list of names`);
    }
    return [kind, isList ? names.join(',') : names];
  });
  try {
    return algorithmsOf(Object.fromEntries(wishes));
  } catch (error) {
    throw fail(`algorithms: ${(error as Error).message}`);
  }
}

/** Secrets are masked, and looked up if a user typed them. */
async function lookUp(record: JsonRecord, context: ParamContext): Promise<Record<string, unknown>> {
  const found = await withSecrets(record, ['password', 'passphrase'], context);
  if (typeof record.key_path === 'string') found.key_path = await keyOf(record.key_path, context);
  const answers = isGiven(record.keyboard_responses) ? [record.keyboard_responses].flat() : [];
  found.keyboard_responses = await Promise.all(
    answers.map((answer, index) =>
      secretKind.parse(
        typeof answer === 'number' ? String(answer) : (answer as string),
        fieldContext(context, `keyboard_responses[${index}]`),
      ),
    ),
  );
  return found;
}

/** The text of a key is a secret; the path of its file is not. */
async function keyOf(value: string, context: ParamContext): Promise<string> {
  const refers = /^(env|cmd|file):|^@@/.test(value) && context.sources !== undefined;
  if (refers || isKeyText(value)) return secretKind.parse(value, fieldContext(context, 'key_path'));
  return value;
}

/** True for the text of a private key, not the path of one. */
export function isKeyText(value: string): boolean {
  return /^\s*(-----BEGIN |PuTTY-User-Key-File)/.test(value);
}

const TYPES: readonly string[] = ['password', 'private_key', 'agent', 'keyboard_interactive'];

/** The named authentication method, otherwise the one that fits the given fields. */
function authOf(found: Record<string, unknown>, fail: Fail): AuthType {
  const { auth_type: type } = found;
  const answers = found.keyboard_responses as readonly string[];
  if (isGiven(type) && !TYPES.includes(String(type))) {
    throw fail(`auth_type must be one of ${TYPES.join(', ')}`);
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
    throw fail('key_path, the private key, is missing');
  return auth;
}
