import type { Call } from '../../core/definition/call.js';
import { OintError, ServiceError } from '../../core/errors/errors.js';

interface Status {
  reason: string;
  says(path: string): string;
  hint?: string;
}

/** What the codes of SFTP (version 3) mean. */
const STATUSES: Readonly<Record<number, Status>> = {
  1: { reason: 'EOF', says: (path) => `${path} ended early` },
  2: {
    reason: 'NO_SUCH_FILE',
    says: (path) => `there is no ${path} on the server`,
    hint: 'A relative path begins at the folder that GetCurrentDirectory tells.',
  },
  3: {
    reason: 'PERMISSION_DENIED',
    says: (path) => `the server does not permit it: ${path}`,
  },
  4: { reason: 'FAILURE', says: (path) => `the server could not do it: ${path}` },
  5: { reason: 'BAD_MESSAGE', says: (path) => `the server did not understand: ${path}` },
  6: { reason: 'NO_CONNECTION', says: (path) => `the server has no connection: ${path}` },
  7: { reason: 'CONNECTION_LOST', says: (path) => `the server lost its connection: ${path}` },
  8: { reason: 'OP_UNSUPPORTED', says: (path) => `the server does not know how: ${path}` },
};

/** The driver's own words for the codes say nothing more. */
const USUAL =
  /^(No such file( or directory)?|Permission denied|Failure|Bad message|Operation unsupported)\.?$/i;

/** What the server answered, in words. */
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

/** A path for people. */
export function shown(path: string): string {
  return path === '' ? '"."' : `"${path}"`;
}

/** A refusal of ours, where the server's own code says too little. */
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
