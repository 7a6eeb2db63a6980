import { connection as connectionParam, withConnection } from '../../core/connection/connection.js';
import type { Call } from '../../core/definition/call.js';
import { FtpConnection, isConnection } from './connection.js';
import type { Remote } from './remote.js';
import { type Target, targetKind } from './settings.js';

export const SETTINGS = "{'domain':'ftp.example.com','login':'me','password':'env:FTP_PASSWORD'}";

/** For every method that uses a connection. */
export const connection = connectionParam(
  { is: isConnection, settings: targetKind },
  'Open connection, or the result of GetConnectionConfiguration or GetConnectionSettings',
  { option: 'conn', role: 'destination', example: SETTINGS },
);

/** Works with a server: an open connection, or one for this call. */
export function onServer<R>(
  call: Call,
  given: FtpConnection | Target,
  what: string,
  work: (remote: Remote) => Promise<R>,
): Promise<R> {
  const open = (target: Target) => FtpConnection.open(call, target);
  return withConnection(call, given, isConnection, open, (on) => on.use(call, what, work));
}
