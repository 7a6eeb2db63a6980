import { connection as connectionParam, withConnection } from '../connection/connection.js';
import { addressOf } from '../connection/socket.js';
import type { Call } from '../definition/call.js';
import { record } from '../definition/kinds/index.js';
import { param } from '../definition/param.js';
import { shellQuote } from '../util/shell-quote.js';
import type { SshConnection } from './connection.js';
import { Session } from './session.js';
import { sshSettingsKind, type Target, targetKind } from './settings.js';

export function isConnection(value: unknown): value is SshConnection {
  return value instanceof Session;
}

const SETTINGS = "{'host':'example.com','username':'me','password':'env:SSH_PASSWORD'}";

/** The connection params, for every method that uses a connection. */
export const connection = connectionParam(
  { is: isConnection, settings: targetKind },
  'Open connection; user@host or a name in ~/.ssh/config; or the result of GetSettings…',
  { option: 'conn', role: 'destination', example: SETTINGS },
);

const settingsSpec = { option: 'set', role: 'destination', example: SETTINGS } as const;
const SETTINGS_SUMMARY = 'Settings of the server and the user, as GetSettings… returns them';
export const settings = param(sshSettingsKind, SETTINGS_SUMMARY, settingsSpec);
/** The same for methods that only put settings together: secrets are not looked up. */
export const keptSettings = record(SETTINGS_SUMMARY, settingsSpec);

/** Uses an open connection, or one that is opened for this use and closed afterwards. */
export function withSession<R>(
  call: Call,
  given: SshConnection | Target,
  use: (session: Session) => Promise<R>,
): Promise<R> {
  const is = (value: unknown): value is Session => value instanceof Session;
  return withConnection<Session, Target, R>(
    call,
    given as Session | Target,
    is,
    (target) => Session.open(target, call),
    use,
  );
}

/** The target of a connection as options of the commands `ssh` and `sftp`, for a dry run. */
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
