import { flag, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { ofRequest, request, setter } from './handle.js';
import type { ConnectionView, RequestView } from './types.js';

const forced = flag('Send it again, although it was sent', { option: 'force', default: false });
const httpMethod = text('HTTP method', { option: 'method', default: 'PUT' });

/**
 * Chooses the HTTP method, and sends the request unless that is left for later.
 *
 * A response with any status is a result: see ReturnResponse. GET, HEAD and OPTIONS are repeated after a
 * failure, as often as MaxAttempts says; others only if they certainly had no effect.
 *
 * @throws {ConnectionError} There was no response.
 * @see https://www.rfc-editor.org/rfc/rfc9110
 */
export const processRequest = setter(
  'ProcessRequest',
  {
    method: text('HTTP method', { values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }),
    start: flag('Send it now', { option: 'run', default: true }),
  },
  async (request, { method, start }, call) => {
    request.prepare(method, call);
    if (start) await request.execute(false, call);
  },
);

/**
 * Sends a request whose method was chosen before.
 *
 * @throws {ConnectionError} There was no response.
 * @see https://www.rfc-editor.org/rfc/rfc9110
 */
export const executeRequest = setter('ExecuteRequest', { forced }, (request, { forced }, call) =>
  request.execute(forced, call),
);

/**
 * Sends a binary body in parts, one request after the other, each with its Content-Range.
 *
 * It ends early if the server refuses a part.
 *
 * @throws {ConnectionError} There was no response.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-content-range
 */
export const sendDataInParts = setter(
  'SendDataInParts',
  {
    chunkSize: number('Size of a part in bytes', { option: 'part', default: 5_242_880 }),
    method: httpMethod,
  },
  (request, { chunkSize, method }, call) => request.sendParts(chunkSize, method, call),
);

/**
 * Sends a part of a binary body, with its Content-Range.
 *
 * @throws {ConnectionError} There was no response.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-content-range
 */
export const sendPart = setter(
  'SendPart',
  {
    start: number('Position of the first byte', { example: '0' }),
    count: number('Number of bytes', { option: 'bytes', example: '1024' }),
    method: httpMethod,
  },
  (request, { start, count, method }, call) => request.sendPart(start, count, method, call),
);

/**
 * Returns the request as it will be sent: method, address, headers and body.
 */
export const returnRequest = method('http', 'ReturnRequest', {
  ...ofRequest,
  effect: 'read',
  params: {
    request,
    forced: flag('Also before its method is chosen, as GET', { option: 'force', default: false }),
  },
  run: ({ request, forced }, call): RequestView => request.view(call, forced),
});

/**
 * Returns the connection that the request will use: host, port, encryption, timeout.
 */
export const returnConnection = method('http', 'ReturnConnection', {
  ...ofRequest,
  effect: 'read',
  params: {
    request,
    forced: flag('Accepted for compatibility', { option: 'force', default: false }),
  },
  run: ({ request }, call): ConnectionView => request.connection(call),
});
