import type { Call } from '../definition/call.js';
import { brokenConnection } from '../errors/connection-error.js';
import { ConnectionError, ResponseError, ServiceError } from '../errors/errors.js';

/** The error for a connection that ended before or during its use. */
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
    message: redactor.text(`the connection to ${address} was lost${words}`),
    hint: 'It is not known whether the server completed the operation.',
    cause: error,
  });
}

/** The error for a server that closed the connection before authentication. */
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
      `${address} closed the connection before authentication${saidBy(error)}`,
    ),
    hint: 'Check that an SSH server is running there and accepts connections from this machine.',
    cause: error,
  });
}

function saidBy(error: Error | undefined): string {
  // The driver's own words for a closed connection add nothing.
  return error && !/lost before handshake|ECONNRESET/.test(error.message)
    ? ` (${error.message})`
    : '';
}

/** The error for a server of another protocol. */
export function noSsh({ method, redactor }: Call, address: string, greeting: string) {
  const line = greeting.split(/[\r\n]/)[0]!.replace(/[^\x20-\x7e]/g, '?');
  return new ResponseError({
    method,
    message: redactor.text(`${address} is not an SSH server: it sent "${line}"`),
    hint: 'Check the port: the default for SSH is 22.',
  });
}

/** The error if both sides have no algorithm in common. */
export function notAgreed({ method, redactor }: Call, address: string, error: Error) {
  return new ServiceError({
    method,
    reason: 'NO_COMMON_ALGORITHM',
    message: redactor.text(`no common algorithm with ${address}: ${error.message}`),
    hint: 'An old server may only support insecure algorithms: upgrade it.',
  });
}

/** The error for a server that refuses a channel for files or commands. */
export function noSubsystem({ method, redactor }: Call, address: string, error: Error) {
  const files = /subsystem/i.test(error.message);
  return new ServiceError({
    method,
    reason: files ? 'NO_SFTP' : 'CHANNEL_REFUSED',
    message: redactor.text(
      `${address} ${files ? 'does not support SFTP' : 'refused to open a channel'}: ${error.message}`,
    ),
    hint: files ? 'Add a line to its sshd_config: Subsystem sftp internal-sftp' : undefined,
  });
}
