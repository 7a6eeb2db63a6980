import type { Call } from '../../core/definition/call.js';
import { bytes, flag, text, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { withQuery } from '../../core/http/aws4.js';
import { headers } from './names.js';
import { sendAny } from './send.js';
import { basic } from './settings.js';
import { withSize } from './sized.js';
import type { BasicData, S3Answer } from './types.js';

/**
 * Creates the basic data for the other methods: the URL of a storage and its keys.
 *
 * You can add more fields: `ChunkSize` (in bytes; larger objects are uploaded in parts of this
 * size), `SessionToken` (for temporary keys), `PathStyle` (`true`: the bucket is always in the
 * path; `false`: in the host name), `Verify` (`false`: do not verify ETags), `Checksum` (`CRC32` or
 * `MD5`: what uploads are verified with; by default CRC32 on AWS, MD5 on other storages).
 *
 * @returns The structure with its secrets as given: `env:NAME` is looked up when it is used.
 */
export const getBasicDataStructure = method('s3', 'GetBasicDataStructure', {
  effect: 'read',
  offline: true,
  params: {
    url: text('URL of the storage; for SendRequest… the complete URL', {
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
    region: text('Region, such as us-east-1', {
      env: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
      example: 'eu-central-1',
    }),
    service: text('Name of the service, if it is not s3', { default: 's3' }),
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
const binary = flag('Return the response as bytes', { default: false });

/**
 * Sends a signed request without a body to the URL in the basic data.
 *
 * @returns `response` is the XML of the response as a record, other text unchanged, or bytes.
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
 * @returns `response` is the XML of the response as a record, other text unchanged, or bytes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
export const sendRequestWithBody = method('s3', 'SendRequestWithBody', {
  effect: 'write',
  params: {
    method: { ...verb, example: 'PUT' },
    basic,
    body: bytes('Request body', { example: 'picture.jpg' }),
    binary,
    headers,
  },
  run({ method, basic, body, binary, headers }, call): Promise<S3Answer<unknown>> {
    const sending = { method: verbOf(method, call), url: withQuery(basic.url, {}), headers };
    return withSize(body, call, (body) => sendAny(call, basic, { ...sending, body }, binary));
  },
});

/** The method in upper case; throws if it is not an HTTP method. */
function verbOf(method: string, call: Call): string {
  const verb = method.trim().toUpperCase();
  if (/^[A-Z]+$/.test(verb)) return verb;
  throw refuse(method, callContext(call, 'method'), 'an HTTP method such as GET');
}
