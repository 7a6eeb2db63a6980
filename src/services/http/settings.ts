import { encoding, flag, list, number, texts } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { ofRequest, request, setter } from './handle.js';
import type { Settings } from './types.js';

/**
 * Sets the encoding of the body, and of responses that do not name one.
 */
export const useEncoding = setter(
  'UseEncoding',
  { encoding: encoding('Encoding', { option: 'enc', example: 'windows-1251' }) },
  (request, { encoding }) => {
    request.encoding = encoding;
    request.settings.EncodeRequestBody = encoding.name.toUpperCase();
  },
);

/**
 * Chooses whether responses may be compressed. They are decompressed automatically.
 */
export const useGzipCompression = setter(
  'UseGzipCompression',
  { gzip: flag('Accept compressed responses', { example: 'true' }) },
  (request, { gzip }) => {
    request.settings.gzip = gzip;
  },
);

/**
 * Chooses whether the fields of a form are part of the signature of OAuth 1.0, as RFC 5849 requires.
 */
export const useBodyFiledsAtOAuth = setter(
  'UseBodyFiledsAtOAuth',
  { use: flag('Sign the fields of a form', { example: 'true' }) },
  (request, { use }) => {
    request.settings.BodyFieldsAtOAuth = use;
  },
);

/**
 * Chooses whether the parameters of the query are percent-encoded.
 */
export const useURLEncoding = setter(
  'UseURLEncoding',
  { enc: flag('Encode them', { example: 'true' }) },
  (request, { enc }) => {
    request.settings.URLencoding = enc;
  },
);

/**
 * Sets how often a failed request is sent again, if that is safe.
 */
export const maxAttempts = setter(
  'MaxAttempts',
  { val: number('Number of further attempts', { example: '3' }) },
  (request, { val }, call) => {
    if (!(val >= 0)) throw inputError(callContext(call, 'val'), ' must be 0 or more');
    request.settings.MaxAttempts = val;
  },
);

/**
 * Sets how many redirects are followed.
 */
export const maxRedirects = setter(
  'MaxRedirects',
  { val: number('Number of redirects', { example: '5' }) },
  (request, { val }, call) => {
    if (!(val >= 0)) throw inputError(callContext(call, 'val'), ' must be 0 or more');
    request.settings.MaxRedirects = val;
  },
);

/**
 * Chooses how lists are written in the query and in forms: as one value, or as a field for each item.
 */
export const splitArraysInURL = setter(
  'SplitArraysInURL',
  {
    split: flag('A field for each item', { example: 'true' }),
    squareBrackets: flag('With [] after the name, as PHP expects it', {
      option: 'php',
      optional: true,
    }),
  },
  (request, { split, squareBrackets = false }) => {
    request.settings.SplitArrayParams = split;
    request.settings.ArraysSquareBrackets = squareBrackets;
  },
);

/**
 * Gets the settings of a request: all of them, one by its name, or those of a list.
 */
export const returnSettings = method('http', 'ReturnSettings', {
  ...ofRequest,
  effect: 'read',
  params: {
    request,
    filter: list(texts, 'Names of settings', { optional: true, example: "['gzip']" }),
  },
  run({ request: { settings }, filter = [] }, call): Settings | Partial<Settings> | unknown {
    const unknown = filter.find((name) => !Object.hasOwn(settings, name));
    if (unknown !== undefined) {
      throw inputError(
        callContext(call, 'filter'),
        `: there is no setting "${unknown.slice(0, 60)}"`,
        {
          hint: `Settings: ${Object.keys(settings).join(', ')}.`,
        },
      );
    }
    if (filter.length === 1) return settings[filter[0] as keyof Settings];
    if (filter.length === 0) return { ...settings };
    return Object.fromEntries(filter.map((name) => [name, settings[name as keyof Settings]]));
  },
});
