import type { Call } from '../../core/definition/call.js';
import { OintError, ServiceError } from '../../core/errors/errors.js';

interface Status {
  reason: string;
  says(path: string): string;
  hint?: string;
}

/** The status codes of SFTP (version 3). */
const STATUSES: Readonly<Record<number, Status>> = {
  1: { reason: 'EOF', says: (path) => `${path} ended early` },
  2: {
    reason: 'NO_SUCH_FILE',
    says: (path) => `no such file on the server: ${path}`,
    hint: 'Relative paths start in the folder that GetCurrentDirectory returns.',
  },
  3: {
    reason: 'PERMISSION_DENIED',
    says: (path) => `permission denied on the server: ${path}`,
  },
  4: { reason: 'FAILURE', says: (path) => `the server reported a failure: ${path}` },
  5: {
    reason: 'BAD_MESSAGE',
    says: (path) => `the server did not understand the request: ${path}`,
  },
  6: { reason: 'NO_CONNECTION', says: (path) => `the server has no connection: ${path}` },
  7: { reason: 'CONNECTION_LOST', says: (path) => `the server lost its connection: ${path}` },
  8: {
    reason: 'OP_UNSUPPORTED',
    says: (path) => `the server does not support the operation: ${path}`,
  },
};

/** The driver's messages for the codes, which say nothing more. */
const USUAL =
  /^(No such file( or directory)?|Permission denied|Failure|Bad message|Operation unsupported)\.?$/i;

/** A readable error for the server's status. */
export function statusError(
  { method, redactor }: Call,
  error: Error & { code?: unknown },
  path: string,
): OintError {
  if (error instanceof OintError) return error;
  const { code } = error;
  const status = typeof code === 'number' ? STATUSES[code] : undefined;
  const words = status && USUAL.test(error.message) ? '' : ` (${error.message})`;
  const what = status ?? { reason: 'FAILURE', says: STATUSES[4]!.says };
  return new ServiceError({
    method,
    reason: what.reason,
    details: { path: redactor.text(path) },
    message: redactor.text(`${what.says(shown(path))}${words}`),
    hint: status?.hint,
    cause: error,
  });
}

/** A path in a message. */
export function shown(path: string): string {
  return path === '' ? '"."' : `"${path}"`;
}

/** Our own error, if the server's code says too little. */
export function serviceError(
  { method, redactor }: Call,
  reason: string,
  path: string,
  message: string,
  hint?: string,
): ServiceError {
  return new ServiceError({
    method,
    reason,
    details: { path: redactor.text(path) },
    message: redactor.text(message),
    hint,
  });
}

/** True for a status of this name. */
export function isStatus(error: unknown, reason: string): boolean {
  return error instanceof ServiceError && error.reason === reason;
}
