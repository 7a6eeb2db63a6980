import { connection as connectionParam, openConnection, using } from '../connection/connection.js';
import type { Call } from '../definition/call.js';
import { list, number, record, text, texts, unresolvedSecret } from '../definition/kinds/index.js';
import { param } from '../definition/param.js';
import { InputError } from '../errors/errors.js';
import type { JsonRecord } from '../util/is-record.js';
import { shellQuote } from '../util/shell-quote.js';
import type { Closed, SshConfiguration, SshConnection, SshProxyRecord } from './connection.js';
import { addressOf } from './proxy.js';
import { Session } from './session.js';
import { sshProxyKind, sshSettingsKind, type Target, targetKind } from './settings.js';

export function isConnection(value: unknown): value is SshConnection {
  return value instanceof Session;
}

const SETTINGS = "{'host':'example.com','username':'me','password':'env:SSH_PASSWORD'}";

/** A connection's params, for every method that uses one. */
export const connection = connectionParam(
  { is: isConnection, settings: targetKind },
  'Open connection, or what GetConnectionConfiguration or GetSettings… gives',
  { option: 'conn', example: SETTINGS },
);
export const opened = openConnection(isConnection, 'Open connection', { option: 'conn' });

const settingsSpec = { option: 'set', example: SETTINGS } as const;
const SETTINGS_SUMMARY = 'Settings of the server and the user, as GetSettings… gives them';
const PROXY_SUMMARY = 'Settings of a proxy, as GetProxySettings gives them';
export const settings = param(sshSettingsKind, SETTINGS_SUMMARY, settingsSpec);
export const proxy = param(sshProxyKind, PROXY_SUMMARY, { optional: true });
/** The same where they are only put together: secrets stay as they were typed. */
export const keptSettings = record(SETTINGS_SUMMARY, settingsSpec);
export const keptProxy = record(PROXY_SUMMARY, { option: 'proxy', optional: true });

/** Params of the methods that put settings together. */
export const host = text('Name or address of the server', { example: 'example.com' });
export const port = number('Port of the server', { example: '22' });
export const user = text('Name of the user', { example: 'me' });
export const password = unresolvedSecret('Password of the user', {
  option: 'pass',
  optional: true,
});
export const key = text('Private key: path of its file, or its text', {
  example: '~/.ssh/id_ed25519',
});
export const publicKey = text('Public key: path of its file; not needed', {
  option: 'pub',
  optional: true,
});
export const passphrase = unresolvedSecret('Passphrase of the private key', {
  option: 'pass',
  optional: true,
});
export const answers = list(texts, "Answers to the server's questions, in order", {
  option: 'prompts',
  example: "['env:SSH_PASSWORD']",
});
export const proxyHost = text('Name or address of the proxy', {
  option: 'addr',
  example: '127.0.0.1',
});
export const proxyPort = number('Port of the proxy', { option: 'port', example: '1080' });
export const proxyType = text('Kind of proxy', {
  option: 'type',
  default: 'socks5',
  values: ['socks5', 'socks4', 'http'],
});
export const proxyUser = text('Name of the user at the proxy', { option: 'login', optional: true });
export const proxyPassword = unresolvedSecret('Password at the proxy', {
  option: 'pass',
  optional: true,
});

/** Does something with an open connection, or with one that is opened for this and closed after. */
export function withSession<R>(
  call: Call,
  given: SshConnection | Target,
  use: (session: Session) => Promise<R>,
): Promise<R> {
  const is = (value: unknown): value is Session => value instanceof Session;
  return using<Session, Target, R>(
    call,
    given as Session | Target,
    is,
    (target) => Session.open(target, call),
    use,
  );
}

/** Puts a configuration together of settings that can be one. */
export function configuration(
  { method }: Call,
  set: JsonRecord,
  proxy: JsonRecord | undefined,
): SshConfiguration {
  if (!set.host || !set.username) {
    const message = `settings without a ${set.host ? 'username' : 'host'} lead nowhere`;
    throw new InputError({ method, option: 'settings', message });
  }
  return { set: { ...set }, ...(proxy && { proxy: { ...proxy } }) };
}

/** Puts a proxy's settings together. */
export function proxyRecord(
  call: Call,
  from: { host: string; port: number; type: string; user?: string; password?: string },
): SshProxyRecord {
  const type = from.type.toLowerCase();
  if (!['socks5', 'socks4', 'http'].includes(type)) {
    const message = `type takes socks5, socks4 or http, not "${type.slice(0, 40)}"`;
    throw new InputError({ method: call.method, option: 'type', message });
  }
  return {
    server: from.host,
    port: from.port,
    proxy_type: type,
    ...(from.user !== undefined && { login: from.user }),
    ...(from.password !== undefined && { password: from.password }),
  };
}

export async function closeConnection(connection: SshConnection): Promise<Closed> {
  await connection.close();
  return { result: true };
}

/** Where a connection leads, as options of the commands `ssh` and `sftp`: for a dry run. */
export function commandOptions(given: SshConnection | Target, portOption: '-p' | '-P'): string[] {
  if (isConnection(given)) return [portOption, String(given.port), `${given.user}@${given.host}`];
  const { settings, proxy } = given;
  const isPath = settings.key !== undefined && !settings.key.includes('\n');
  const version = { socks5: '5', socks4: '4', http: 'connect' };
  return [
    portOption,
    String(settings.port),
    ...(isPath ? ['-i', shellQuote(settings.key!)] : []),
    ...(proxy
      ? [
          '-o',
          shellQuote(
            `ProxyCommand=nc -X ${version[proxy.type]} -x ${addressOf(proxy.host, proxy.port)} %h %p`,
          ),
        ]
      : []),
    `${settings.user}@${settings.host}`,
  ];
}
