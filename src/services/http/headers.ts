import { any, flag, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { fieldText } from '../../core/json/write.js';
import { isRecord } from '../../core/util/is-record.js';
import { setter } from './handle.js';

/**
 * Sets headers of a request, besides those that it has.
 */
export const setHeaders = setter(
  'SetHeaders',
  {
    headers: any('Object with the headers', { example: "{'Accept':'text/plain'}" }),
    fullReplace: flag('Replace all headers', { option: 'replace', default: false }),
  },
  (request, { headers, fullReplace }, call) => {
    if (!isRecord(headers)) throw inputError(callContext(call, 'headers'), ' must be an object');
    const given = Object.entries(headers).map(([name, value]) => [name, fieldText(value)]);
    request.headers = { ...(fullReplace ? {} : request.headers), ...Object.fromEntries(given) };
  },
);

/**
 * Adds a header to a request.
 */
export const addHeader = setter(
  'AddHeader',
  {
    header: text('Name of the header', { example: 'X-Trace' }),
    value: text('Value of the header', { example: '42' }),
    ignoreEmpty: flag('Leave it out if its value is empty', {
      option: 'skipempty',
      default: false,
    }),
  },
  (request, { header, value, ignoreEmpty }) => {
    if (ignoreEmpty && value === '') return;
    request.headers = { ...request.headers, [header]: value };
  },
);
