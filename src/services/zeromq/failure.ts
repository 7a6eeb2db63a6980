import { lostConnection } from '../../core/connection/lost.js';
import type { Call } from '../../core/definition/call.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import { ConnectionError, type OintError, ServiceError } from '../../core/errors/errors.js';
import { type ProblemReason, ZmtpProblem } from '../../core/zmtp/problem.js';

const HINTS: Readonly<Partial<Record<ProblemReason, string>>> = {
  NOT_ZMTP: 'Check the port: a ZeroMQ socket must be bound to it.',
  VERSION: 'ZMTP 3 needs ZeroMQ 4.0 or later.',
  MECHANISM: 'Only sockets without security (NULL) are supported.',
  SOCKET_TYPE: 'REQ talks to REP, SUB to PUB, PUSH to PULL.',
};

/** The error of a connection that could not be opened. */
export function handshakeFailure(
  call: Call,
  address: string,
  problem: Error | undefined,
): OintError {
  if (problem instanceof ZmtpProblem) {
    const { message, reason } = problem;
    return new ServiceError({
      method: call.method,
      reason,
      message: call.redactor.text(`no ZeroMQ connection to ${address}: ${message}`),
      hint: HINTS[reason],
    });
  }
  const hint = 'Check the port, and whether the socket there requires authentication.';
  if (problem) {
    const what = 'ZeroMQ';
    return brokenConnection(call, { host: address, what, error: problem, connected: true, hint });
  }
  return new ConnectionError({
    method: call.method,
    reason: 'CLOSED',
    sent: true,
    retryable: true,
    message: `${address} closed the connection during the handshake of ZeroMQ`,
    hint,
  });
}

/** The error of a request whose connection ended before the reply. */
export function lostReply(call: Call, address: string, problem: Error | undefined): OintError {
  return lostConnection(call, address, problem ?? new Error('it closed before the reply'));
}

/** The error of work on a connection that was closed here. */
export function alreadyClosed({ method }: Call): ConnectionError {
  return new ConnectionError({
    method,
    reason: 'CLOSED',
    sent: false,
    retryable: false,
    message: 'this connection is closed',
    hint: 'Open a new connection.',
  });
}
