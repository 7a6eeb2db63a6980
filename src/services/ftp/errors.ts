import type { FTPError } from 'basic-ftp';
import type { Call } from '../../core/definition/call.js';
import {
  ConnectionError,
  type OintError,
  ResponseError,
  ServiceError,
} from '../../core/errors/errors.js';

/** The reasons behind the server's words: the codes say too little. */
const REASONS: readonly (readonly [words: RegExp, reason: string])[] = [
  [/not empty/i, 'NOT_EMPTY'],
  [/already exists|file exists/i, 'FILE_EXISTS'],
  [
    /no such|not found|doesn'?t exist|does not exist|can(no|')t find|failed to open file|can't open|check for file existence|get file size/i,
    'NO_SUCH_FILE',
  ],
  [/not a regular file|is a directory/i, 'IS_A_FOLDER'],
  [/not a directory/i, 'NOT_A_FOLDER'],
  [/permission|denied|not allowed|not permitted|prohibited|forbidden/i, 'PERMISSION_DENIED'],
];

const CODES: Readonly<Record<number, string>> = {
  332: 'ACCOUNT_NEEDED',
  450: 'BUSY',
  451: 'FAILURE',
  452: 'DISK_FULL',
  500: 'NOT_SUPPORTED',
  501: 'BAD_COMMAND',
  502: 'NOT_SUPPORTED',
  503: 'BAD_SEQUENCE',
  504: 'NOT_SUPPORTED',
  522: 'DATA_NOT_ENCRYPTED',
  530: 'NOT_LOGGED_IN',
  534: 'TLS_REFUSED',
  550: 'FAILURE',
  552: 'DISK_FULL',
  553: 'NAME_NOT_ALLOWED',
};

const HINTS: Readonly<Record<string, string>> = {
  NO_SUCH_FILE: 'Relative paths start in the folder that GetCurrentDirectory returns.',
  DATA_NOT_ENCRYPTED: 'The server demands that data connections resume the TLS session.',
  NOT_SUPPORTED: 'GetProtocolFeatureList returns what the server supports.',
};

/** True for a reply of the server that is an error. */
export function isReply(error: unknown): error is FTPError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'number';
}

/** The server's words, without the code in front of each line. */
function wordsOf(message: string): string {
  return message
    .split('\n')
    .map((line) => line.replace(/^\d{3}[- ]?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** An error of the server. `what` names the operation: `STOR report.txt`. */
export function replyError(call: Call, error: FTPError, what: string): OintError {
  const { code } = error;
  const said = wordsOf(error.message);
  const message = call.redactor.text(`${what}: ${said} (${code})`);
  // The server ends the connection; 425 and 426 are about the one for data.
  if (code === 421 || code === 425 || code === 426) {
    return new ConnectionError({
      method: call.method,
      reason: code === 421 ? 'CLOSED' : 'DATA_CONNECTION',
      sent: true,
      retryable: true,
      message,
      ...(code !== 421 && { hint: DATA_HINT }),
      cause: error,
    });
  }
  const reason =
    (code === 550 || code === 553 || code === 450 || code === 521
      ? REASONS.find(([words]) => words.test(said))?.[1]
      : undefined) ??
    CODES[code] ??
    `FTP_${code}`;
  return new ServiceError({
    method: call.method,
    reason,
    details: { code, reply: call.redactor.text(error.message) },
    message,
    hint: HINTS[reason],
    cause: error,
  });
}

export const DATA_HINT =
  'The connection for data failed. Try the other mode (passive true or false), and check the firewall.';

export function rejectedLogin(call: Call, error: FTPError, login: string): ServiceError {
  return new ServiceError({
    method: call.method,
    reason: 'AUTH_FAILED',
    details: { code: error.code },
    message: call.redactor.text(
      `the server rejected the login of ${login}: ${wordsOf(error.message)} (${error.code})`,
    ),
    hint: 'Check login and password. Some servers only accept encrypted logins: use GetTlsSettings.',
    cause: error,
  });
}

/** Something else than FTP arrived. */
export function notFtp({ method, redactor }: Call, address: string, words: string): ResponseError {
  const shown = words.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
  return new ResponseError({
    method,
    message: redactor.text(`${address} is not an FTP server: it sent "${shown}"`),
    hint: 'Check the port: FTP has 21, FTP with implicit TLS has 990, and SFTP (another protocol) has 22.',
  });
}

/** Our own error, if the server's reply says too little. */
export function serviceError(
  { method, redactor }: Call,
  reason: string,
  message: string,
  hint?: string,
): ServiceError {
  return new ServiceError({ method, reason, message: redactor.text(message), hint });
}

/** True for an error of this reason. */
export function isReason(error: unknown, ...reasons: readonly string[]): boolean {
  return error instanceof ServiceError && reasons.includes(error.reason);
}
