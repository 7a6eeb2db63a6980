import { address } from '../../core/definition/kinds/address.js';
import { any, flag, number, path, record, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { isRecord } from '../../core/util/is-record.js';
import { ofRequest, request, setter } from './handle.js';

/**
 * Clears a request for the next one; its cookies and settings stay.
 */
export const initialize = setter(
  'Initialize',
  { url: address('Address of the request', { optional: true }) },
  (request, { url }) => {
    request.url = url ?? '';
    request.params = [];
    request.headers = {};
    request.body = undefined;
    request.type = undefined;
    request.file = undefined;
    request.authorization = undefined;
  },
);

/**
 * Sets the address of a request.
 */
export const setURL = setter(
  'SetURL',
  { url: address('Address of the request', { example: 'https://example.com/page' }) },
  (request, { url }) => {
    request.url = url;
  },
);

/**
 * Sets the parameters of the query.
 */
export const setURLParams = setter(
  'SetURLParams',
  { params: any('Object with the parameters', { example: "{'page':2}" }) },
  (request, { params }, call) => {
    if (!isRecord(params)) {
      throw inputError(callContext(call, 'params'), ' must be an object with the parameters');
    }
    request.params = Object.entries(params).map(([name, value]) => ({ name, value }));
  },
);

/**
 * Adds a parameter to the query.
 */
export const addURLParameter = setter(
  'AddURLParameter',
  {
    key: text('Name of the parameter', { example: 'page' }),
    value: any('Value of the parameter', { example: '2' }),
    ignoreEmpty: flag('Leave it out if its value is empty', {
      option: 'skipempty',
      default: false,
    }),
  },
  (request, { key, value, ignoreEmpty }) => {
    if (ignoreEmpty && isEmpty(value)) return;
    request.params.push({ name: key, value });
  },
);

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * Sets the file that the response is saved to, complete or not at all.
 */
export const setResponseFile = setter(
  'SetResponseFile',
  { filepath: path('Path of the file', { example: 'answer.json' }) },
  (request, { filepath }) => {
    request.file = filepath;
  },
);

/**
 * Sets the media type of the body: the header Content-Type.
 */
export const setDataType = setter(
  'SetDataType',
  { type: text('Media type', { example: 'application/xml' }) },
  (request, { type }) => {
    request.type = type;
  },
);

/**
 * Sets the proxy of a request.
 */
export const setProxy = setter(
  'SetProxy',
  {
    proxy: record('Fields protocol, host, port, user, password', {
      example: "{'host':'p','port':3128}",
    }),
  },
  (request, { proxy }, call) => {
    const lower = Object.entries(proxy).map(([name, value]) => [name.toLowerCase(), value]);
    const { protocol, host, port, user, password } = Object.fromEntries(lower) as Record<
      string,
      string
    >;
    if (typeof host !== 'string' || host === '') {
      throw inputError(callContext(call, 'proxy'), ': the host is missing');
    }
    if (password) call.redactor.add(password);
    request.proxy = {
      host,
      ...(protocol && { protocol }),
      ...(port !== undefined && { port }),
      ...(user && { user }),
      ...(password && { password }),
    };
  },
);

/**
 * Sets the longest time that a request may take.
 */
export const setTimeout = setter(
  'SetTimeout',
  { value: number('Time in seconds', { example: '30' }) },
  (request, { value }, call) => {
    if (!(value > 0)) throw inputError(callContext(call, 'value'), ' must be more than 0');
    request.timeout = value;
  },
);

/**
 * Gets what was sent and received so far: methods, addresses, statuses, errors.
 */
export const getLog = method('http', 'GetLog', {
  ...ofRequest,
  effect: 'read',
  params: {
    request,
    asText: flag('Log as one text', { option: 'string', default: false }),
  },
  run: ({ request, asText }): string | string[] =>
    asText ? request.log.join('\n') : [...request.log],
});
