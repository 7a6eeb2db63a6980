import type { Call } from '../definition/call.js';
import { ConnectionError } from '../errors/errors.js';

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
