import type { Call } from '../definition/call.js';
import { brokenConnection } from '../errors/connection-error.js';
import { ConnectionError, ResponseError, ServiceError } from '../errors/errors.js';

/** The connection ended while it was used, or before. */
export function lostConnection(
  { method, redactor }: Call,
  address: string,
  error: (Error & { code?: string | number }) | undefined,
): ConnectionError {
  const words = error ? `: ${error.message}` : '';
  return new ConnectionError({
    method,
    reason: typeof error?.code === 'string' ? error.code : 'CLOSED',
    sent: true,
    retryable: true,
    message: redactor.text(`the connection to ${address} is lost${words}`),
    hint: 'Whether the server has done what it was asked for is not known.',
    cause: error,
  });
}

/** The server hung up before it let anybody in. */
export function unreachable(
  call: Call,
  address: string,
  error: (Error & { code?: string | number }) | undefined,
): ConnectionError {
  const code = error?.code;
  if (error && typeof code === 'string' && code !== 'ECONNRESET' && code !== 'EPIPE') {
    return brokenConnection(call, { host: address, what: 'SSH', error, connected: true });
  }
  return new ConnectionError({
    method: call.method,
    reason: 'ECONNRESET',
    sent: false,
    retryable: true,
    message: call.redactor.text(
      `${address} closed the connection before it let anybody in${saidBy(error)}`,
    ),
    hint: 'Is an SSH server there, and does it take connections from this machine?',
    cause: error,
  });
}

function saidBy(error: Error | undefined): string {
  // What the driver calls a hang-up says nothing more.
  return error && !/lost before handshake|ECONNRESET/.test(error.message)
    ? ` (${error.message})`
    : '';
}

/** Something else than SSH answers. */
export function noSsh({ method, redactor }: Call, address: string, greeting: string) {
  const line = greeting.split(/[\r\n]/)[0]!.replace(/[^\x20-\x7e]/g, '?');
  return new ResponseError({
    method,
    message: redactor.text(`what answers at ${address} is no SSH server: it says "${line}"`),
    hint: 'Check the port: SSH usually listens at 22.',
  });
}

/** Both sides know SSH, and no algorithm in common. */
export function notAgreed({ method, redactor }: Call, address: string, error: Error) {
  return new ServiceError({
    method,
    reason: 'NO_COMMON_ALGORITHM',
    message: redactor.text(`${address} and OInt could not agree: ${error.message}`),
    hint: 'A very old server may know only what is no longer safe: it should be renewed.',
  });
}

/** The server gives no channel for files or commands. */
export function noSubsystem({ method, redactor }: Call, address: string, error: Error) {
  const files = /subsystem/i.test(error.message);
  return new ServiceError({
    method,
    reason: files ? 'NO_SFTP' : 'CHANNEL_REFUSED',
    message: redactor.text(
      `${address} ${files ? 'serves no files over SFTP' : 'opens no channel'}: ${error.message}`,
    ),
    hint: files ? 'Its sshd_config needs a line: Subsystem sftp internal-sftp' : undefined,
  });
}
