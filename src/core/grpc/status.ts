import type { Call } from '../definition/call.js';
import { type OintError, ServiceError, TimeoutError } from '../errors/errors.js';
import { decode } from '../protobuf/decode.js';
import { ProtobufProblem, type Schema } from '../protobuf/schema.js';
import { cut } from '../util/cut.js';

/** The names of the status codes: https://grpc.io/docs/guides/status-codes */
const NAMES = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND'],
  ...['ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION'],
  ...['ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'],
  'UNAUTHENTICATED',
];

export const UNIMPLEMENTED = 12;

/** How a call ended. */
export interface Status {
  code: number;
  message: string;
  /** A google.rpc.Status with the details. */
  details?: Buffer | undefined;
}

/** The status in headers or trailers; `undefined` if there is none. */
export function statusIn(headers: Readonly<Record<string, unknown>>): Status | undefined {
  const code = headers['grpc-status'];
  if (code === undefined) return undefined;
  const details = headers['grpc-status-details-bin'];
  const number = Number(code);
  return {
    code: Number.isInteger(number) && number >= 0 && number < NAMES.length ? number : 2,
    message: percentDecoded(String(headers['grpc-message'] ?? '')),
    details: typeof details === 'string' ? Buffer.from(details, 'base64') : undefined,
  };
}

/** Invalid escapes stay as they are, as the specification says. */
function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = text.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

/** The status for a response of HTTP that has none. */
export function statusOfHttp(status: number): Status {
  const codes: Readonly<Record<number, number>> = {
    ...{ 400: 13, 401: 16, 403: 7, 404: UNIMPLEMENTED },
    ...{ 429: 14, 502: 14, 503: 14, 504: 14 },
  };
  return { code: codes[status] ?? 2, message: `the server returned HTTP status ${status}` };
}

/** The status for a stream that the server reset, by the code of HTTP/2. */
export function statusOfReset(code: number): Status {
  const codes: Readonly<Record<number, number>> = { 7: 14, 8: 1, 11: 8, 12: 7 };
  return { code: codes[code] ?? 13, message: `the server reset the stream (HTTP/2 code ${code})` };
}

const HINTS: Readonly<Record<number, string>> = {
  7: 'Check the credentials in the metadata, and what they are allowed to do.',
  8: 'A quota is used up, or a message is larger than the server accepts.',
  [UNIMPLEMENTED]: 'Check the names of the service and the method, and the address.',
  14: 'The server is not ready. Try again.',
  16: 'Check the credentials in the metadata.',
};

/** The error for a status that is not OK. */
export function statusError(
  call: Call,
  what: string,
  { code, message, details }: Status,
  schema: Schema,
  timeout = 0,
): OintError {
  const name = NAMES[code] ?? 'UNKNOWN';
  const said = message === '' ? '' : `: ${cut(message, 2000)}`;
  const text = call.redactor.text(`${what}: ${name} (${code})${said}`);
  if (name === 'DEADLINE_EXCEEDED') {
    return new TimeoutError({
      method: call.method,
      message: text,
      deadline: 'timeout',
      after: timeout || call.limit('timeout'),
    });
  }
  return new ServiceError({
    method: call.method,
    reason: name,
    message: text,
    details: call.redactor.deep({
      code,
      ...(details && { details: detailsOf(details, schema) }),
    }) as Record<string, unknown>,
    hint: HINTS[code],
    busy: name === 'UNAVAILABLE',
  });
}

function detailsOf(bytes: Buffer, schema: Schema): unknown {
  try {
    return (decode(schema, 'google.rpc.Status', bytes) as { details: unknown }).details;
  } catch (error) {
    if (error instanceof ProtobufProblem) return [];
    throw error;
  }
}
