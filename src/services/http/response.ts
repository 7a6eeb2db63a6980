import { flag } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { ResponseError } from '../../core/errors/errors.js';
import { responseText } from '../../core/http/response-value.js';
import { ofRequest, request } from './handle.js';
import type { ResponseView } from './types.js';

const forced = flag('Accepted for compatibility', { option: 'force', default: false });
const throws = flag('An error status is an error', { option: 'ex', default: false });

/**
 * Returns the response: status, headers and body.
 *
 * @throws {HttpError} The status is 400 or more, and `throws` is true.
 */
export const returnResponse = method('http', 'ReturnResponse', {
  ...ofRequest,
  effect: 'read',
  params: { request, forced, throws },
  run: ({ request, throws }, call): Promise<ResponseView> => request.response(throws, call),
});

/**
 * Returns the body of the response as JSON. No digit of a number is lost.
 *
 * @returns The value; the bytes if the body is not JSON.
 * @throws {HttpError} The status is 400 or more, and `throws` is true.
 */
export const returnResponseAsJSONObject = method('http', 'ReturnResponseAsJSONObject', {
  ...ofRequest,
  effect: 'read',
  params: {
    request,
    asMap: flag('Accepted for compatibility', { option: 'map', default: true }),
    throws,
  },
  async run({ request, throws }, call): Promise<unknown> {
    const { body, headers } = await request.response(throws, call);
    if (!Buffer.isBuffer(body)) return body;
    try {
      return call.parseJson(responseText(body, headers, request.encoding, call));
    } catch (error) {
      if (error instanceof SyntaxError) return body;
      throw error;
    }
  },
});

/**
 * Returns the bytes of the response.
 *
 * @throws {HttpError} The status is 400 or more, and `throws` is true.
 */
export const returnResponseAsBinaryData = method('http', 'ReturnResponseAsBinaryData', {
  ...ofRequest,
  effect: 'read',
  params: { request, forced, throws },
  async run({ request, throws }, call): Promise<Buffer> {
    const { body } = await request.response(throws, call);
    return Buffer.isBuffer(body) ? body : call.access.files.read(body.path);
  },
});

/**
 * Returns the body of the response as text, in the encoding that its headers name.
 *
 * @throws {HttpError} The status is 400 or more, and `throws` is true.
 */
export const returnResponseAsString = method('http', 'ReturnResponseAsString', {
  ...ofRequest,
  effect: 'read',
  params: { request, forced, throws },
  async run({ request, throws }, call): Promise<string> {
    const { body, headers } = await request.response(throws, call);
    const bytes = Buffer.isBuffer(body) ? body : await call.access.files.read(body.path);
    return responseText(bytes, headers, request.encoding, call);
  },
});

/**
 * Returns the path of the file that the response was saved to.
 *
 * @throws {HttpError} The status is 400 or more, and `throws` is true.
 * @throws {ResponseError} It was not saved.
 */
export const returnResponseFilename = method('http', 'ReturnResponseFilename', {
  ...ofRequest,
  effect: 'read',
  params: { request, forced, throws },
  async run({ request, throws }, call): Promise<string> {
    const { body } = await request.response(throws, call);
    if (!Buffer.isBuffer(body)) return body.path;
    // An error status says why.
    await request.response(true, call);
    const message = 'the response was not saved to a file';
    throw new ResponseError({ method: call.method, message, hint: 'Use SetResponseFile first.' });
  },
});
