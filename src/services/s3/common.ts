import type { Call } from '../../core/definition/call.js';
import { bytes, flag, text, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { headers } from './names.js';
import { sendAny } from './send.js';
import { basic } from './settings.js';
import { withQuery } from './signature.js';
import { withSize } from './sized.js';
import type { BasicData, S3Answer } from './types.js';

/**
 * Puts the address of a storage and its keys together, for the other methods.
 *
 * More fields may be added to it: `ChunkSize` (bytes: what is larger is uploaded in parts of this
 * size), `SessionToken` (of keys that are given for a while), `PathStyle` (`true`: the bucket always
 * stands in the path; `false`: in the host's name), `Verify` (`false`: ETags are compared with
 * nothing).
 *
 * @returns The structure, its secrets as they were given: `env:NAME` is looked up where it is used.
 */
export const getBasicDataStructure = method('s3', 'GetBasicDataStructure', {
  effect: 'read',
  offline: true,
  params: {
    url: text('Address of the storage; for SendRequest… the whole URL', {
      role: 'destination',
      env: ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'],
      example: 'https://s3.eu-central-1.amazonaws.com',
    }),
    accessKey: text('Access key', {
      option: 'access',
      env: ['AWS_ACCESS_KEY_ID'],
      example: 'env:AWS_ACCESS_KEY_ID',
    }),
    secretKey: unresolvedSecret('Secret key', {
      option: 'secret',
      env: ['AWS_SECRET_ACCESS_KEY'],
      example: 'env:AWS_SECRET_ACCESS_KEY',
    }),
    region: text('Region, as us-east-1', {
      env: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
      example: 'eu-central-1',
    }),
    service: text('Name of the service, where it is another than s3', { default: 's3' }),
  },
  run({ url, accessKey, secretKey, region, service }): BasicData {
    return {
      URL: url,
      AccessKey: accessKey,
      SecretKey: secretKey,
      Region: region,
      Service: service,
    };
  },
});

const verb = text('HTTP method', {
  option: 'method',
  values: ['GET', 'HEAD', 'DELETE', 'PUT', 'POST'],
  example: 'GET',
});
const binary = flag('Return the bytes of the answer as they are', { default: false });

/**
 * Sends a signed request without a body to the URL in the basic data.
 *
 * @returns `response` is the answer's XML as a record, other text as it is, or bytes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
export const sendRequestWithoutBody = method('s3', 'SendRequestWithoutBody', {
  effect: 'write',
  params: { method: verb, basic, binary, headers },
  run({ method, basic, binary, headers }, call): Promise<S3Answer<unknown>> {
    const sending = { method: verbOf(method, call), url: withQuery(basic.url, {}), headers };
    return sendAny(call, basic, sending, binary);
  },
});

/**
 * Sends a signed request with a body to the URL in the basic data.
 *
 * @returns `response` is the answer's XML as a record, other text as it is, or bytes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
export const sendRequestWithBody = method('s3', 'SendRequestWithBody', {
  effect: 'write',
  params: {
    method: { ...verb, example: 'PUT' },
    basic,
    body: bytes('The body', { example: 'picture.jpg' }),
    binary,
    headers,
  },
  run({ method, basic, body, binary, headers }, call): Promise<S3Answer<unknown>> {
    const sending = { method: verbOf(method, call), url: withQuery(basic.url, {}), headers };
    return withSize(body, call, (body) => sendAny(call, basic, { ...sending, body }, binary));
  },
});

/** The method in capitals; what is no method is refused. */
function verbOf(method: string, call: Call): string {
  const verb = method.trim().toUpperCase();
  if (/^[A-Z]+$/.test(verb)) return verb;
  throw refuse(method, callContext(call, 'method'), 'an HTTP method such as GET');
}
