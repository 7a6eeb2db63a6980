import { secret, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { SIGNATURE_METHODS, type SignatureMethod } from '../../core/http/oauth1.js';
import { digest } from './credentials.js';
import { setter } from './handle.js';

const user = text('User name', { example: 'me' });
const password = secret('Password', { option: 'pwd', example: 'env:PASSWORD' });

/**
 * Adds a user and a password by Basic authentication.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7617
 */
export const addBasicAuthorization = setter(
  'AddBasicAuthorization',
  { user, password },
  (request, { user, password }) => {
    request.authorization = { kind: 'basic', user, password };
  },
);

/**
 * Adds a user and a password by Digest authentication, which never sends the password.
 *
 * SHA-512/256, SHA-256 and MD5 are supported, with `auth` and `auth-int`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7616
 */
export const addDigestAuthorization = setter(
  'AddDigestAuthorization',
  { user, password },
  (request, { user, password }) => {
    request.authorization = digest(user, password);
  },
);

/**
 * Adds a token: the header `Authorization: Bearer …`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750
 */
export const addBearerAuthorization = setter(
  'AddBearerAuthorization',
  { token: secret('Token', { example: 'env:TOKEN' }) },
  (request, { token }) => {
    request.authorization = { kind: 'bearer', token };
  },
);

/**
 * Signs the request with Signature Version 4 of AWS.
 *
 * A body that is not text is not signed, which only S3 accepts.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export const addAWS4Authorization = setter(
  'AddAWS4Authorization',
  {
    accessKey: text('Access key', { option: 'access', example: 'AKIAIOSFODNN7EXAMPLE' }),
    secretKey: secret('Secret key', { option: 'secret', example: 'env:AWS_SECRET_ACCESS_KEY' }),
    region: text('Region', { example: 'us-east-1' }),
    service: text('Service', { default: 's3' }),
  },
  (request, keys) => {
    request.authorization = { kind: 'aws4', keys: { ...keys, sessionToken: undefined } };
  },
);

/**
 * Signs the request by OAuth 1.0a, with HMAC-SHA256 unless SetOAuthV1Algorithm chooses another method.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5849
 */
export const addOAuthV1Authorization = setter(
  'AddOAuthV1Authorization',
  {
    token: secret('Token of the user', { example: 'env:OAUTH_TOKEN' }),
    secret: secret('Secret of the user', { example: 'env:OAUTH_SECRET' }),
    consumerKey: text('Key of the app', { option: 'ck', example: 'key' }),
    consumerSecret: secret('Secret of the app', { option: 'cs', example: 'env:OAUTH_APP_SECRET' }),
    version: text('Version', { option: 'ver', example: '1.0' }),
  },
  (request, { token, secret, consumerKey, consumerSecret, version }) => {
    const keys = { token, tokenSecret: secret, consumerKey, consumerSecret };
    request.authorization = { kind: 'oauth1', keys, version };
  },
);

/**
 * Chooses the method by which OAuth 1.0a signs. With RSA, the secret of the app is the private key.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5849#section-3.4
 */
export const setOAuthV1Algorithm = setter(
  'SetOAuthV1Algorithm',
  {
    algorithm: text('Algorithm', { option: 'alg', values: ['HMAC', 'RSA', 'PLAINTEXT'] }),
    hash: text('Hash function', { values: ['SHA256', 'SHA1', 'SHA512'] }),
  },
  (request, { algorithm, hash }, call) => {
    const family = algorithm.toUpperCase();
    const name =
      family === 'PLAINTEXT' ? family : `${family}-${hash.toUpperCase().replace('-', '')}`;
    if (!isMethod(name)) {
      throw inputError(
        callContext(call, 'algorithm'),
        `: there is no method "${name.slice(0, 40)}"`,
        {
          hint: `Methods: ${SIGNATURE_METHODS.join(', ')}.`,
        },
      );
    }
    request.oauthMethod = name;
  },
);

function isMethod(name: string): name is SignatureMethod {
  return (SIGNATURE_METHODS as readonly string[]).includes(name);
}
