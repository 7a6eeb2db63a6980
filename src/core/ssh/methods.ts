import type { ConnectionSpec } from '../connection/methods.js';
import { keptProxy } from '../connection/proxy-settings.js';
import type { Call } from '../definition/call.js';
import { list, number, text, texts, unresolvedSecret } from '../definition/kinds/index.js';
import { inputError } from '../definition/kinds/refuse.js';
import { method } from '../definition/method.js';
import { callContext } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';
import type { SshConfiguration, SshConnection, SshSettingsRecord } from './connection.js';
import { isConnection, keptSettings } from './params.js';
import { Session } from './session.js';

/** Makers of the methods that every SSH service has in addition to those of all connections. */

type SshSpec = ConnectionSpec<SshConnection>;

/** What the makers of connection methods need to know about an SSH service. */
export function sshSpec(service: string): SshSpec {
  return {
    service,
    is: isConnection,
    option: 'conn',
    log: (connection) => (connection instanceof Session ? connection.log : undefined),
  };
}

const host = text('Host name or IP address of the server', {
  role: 'destination',
  example: 'example.com',
});
const port = number('Port of the server', { example: '22' });
const user = text('User name', { example: 'me' });

export function getConnectionConfiguration({ service }: SshSpec) {
  return method(service, 'GetConnectionConfiguration', {
    effect: 'read',
    offline: true,
    params: { settings: keptSettings, proxy: keptProxy },
    run: ({ settings, proxy }, call): SshConfiguration => configuration(call, settings, proxy),
  });
}

function configuration(
  call: Call,
  set: JsonRecord,
  proxy: JsonRecord | undefined,
): SshConfiguration {
  if (!set.host || !set.username) {
    const what = `: ${set.host ? 'username' : 'host'} is missing`;
    throw inputError(callContext(call, 'settings'), what);
  }
  return { set: { ...set }, ...(proxy && { proxy: { ...proxy } }) };
}

export function getSettingsLoginPassword({ service }: SshSpec) {
  const password = unresolvedSecret('Password of the user', { option: 'pass', optional: true });
  return method(service, 'GetSettingsLoginPassword', {
    effect: 'read',
    offline: true,
    params: { host, port, user, password },
    run: ({ host, port, user, password = '' }): SshSettingsRecord => ({
      auth_type: 'password',
      host,
      port,
      username: user,
      password,
    }),
  });
}

export function getSettingsPrivateKey({ service }: SshSpec) {
  return method(service, 'GetSettingsPrivateKey', {
    effect: 'read',
    offline: true,
    params: {
      host,
      port,
      user,
      key: text('Private key: path of a file, or its text', { example: '~/.ssh/id_ed25519' }),
      publicKey: text('Public key: path of a file; not needed', {
        option: 'pub',
        optional: true,
      }),
      passphrase: unresolvedSecret('Passphrase of the private key', {
        option: 'pass',
        optional: true,
      }),
    },
    run: ({ host, port, user, key, publicKey, passphrase }): SshSettingsRecord => ({
      auth_type: 'private_key',
      host,
      port,
      username: user,
      key_path: key,
      ...(publicKey !== undefined && { pub_path: publicKey }),
      ...(passphrase !== undefined && { passphrase }),
    }),
  });
}

export function getSettingsViaAgent({ service }: SshSpec) {
  return method(service, 'GetSettingsViaAgent', {
    effect: 'read',
    offline: true,
    params: { host, port, user },
    run: ({ host, port, user }): SshSettingsRecord => ({
      auth_type: 'agent',
      host,
      port,
      username: user,
    }),
  });
}

export function getSettingsKI({ service }: SshSpec) {
  const answers = list(texts, "Answers to the server's questions, in order", {
    option: 'prompts',
    example: "['env:SSH_PASSWORD']",
  });
  return method(service, 'GetSettingsKI', {
    effect: 'read',
    offline: true,
    params: { host, port, user, answers },
    run: ({ host, port, user, answers }): SshSettingsRecord => ({
      auth_type: 'keyboard_interactive',
      host,
      port,
      username: user,
      keyboard_responses: answers,
    }),
  });
}
