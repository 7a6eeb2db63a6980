import type { OintError } from '../../core/errors/errors.js';

/** The last failure of a connection, as GetLastError returns it. */
export interface LastError {
  /** `TIMEOUT`, `END`, or the system's own code: `ECONNRESET`. */
  code: string;
  message: string;
}

export function lastErrorOf(error: OintError): LastError {
  const { code, message } = error;
  const reason = 'reason' in error ? String(error.reason) : undefined;
  return { code: reason ?? code.toUpperCase(), message };
}
