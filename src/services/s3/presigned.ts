import type { Call } from '../../core/definition/call.js';
import { textOrNumber } from '../../core/definition/kinds/index.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { presigned } from '../../core/http/aws4.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { headers, inBucket, name, pathStyle, urlOf } from './names.js';
import { type Basic, basic } from './settings.js';

const expires = textOrNumber('Lifetime of the link in seconds, up to a week (604800)', {
  default: 3600,
});

/**
 * Creates a presigned URL: a temporary link to download an object without keys.
 *
 * The storage is not contacted, so the object may not exist.
 *
 * @returns The link. Anyone who has it can use it. The `headers` must be sent with it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
 */
export const getObjectDownloadLink = method('s3', 'GetObjectDownloadLink', {
  effect: 'read',
  offline: true,
  params: { name, bucket: inBucket, basic, expires, headers, pathStyle },
  run({ name, bucket, basic, expires, headers, pathStyle }, call): string {
    return link(call, basic, {
      method: 'GET',
      url: urlOf(basic, { bucket, name, pathStyle }),
      headers,
      expires,
    });
  },
});

/**
 * Creates a presigned URL: a temporary link to upload an object without keys, with HTTP PUT.
 *
 * @returns The link. Anyone who has it can use it. The `headers` must be sent with it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
 */
export const getObjectUploadLink = method('s3', 'GetObjectUploadLink', {
  effect: 'read',
  offline: true,
  params: { name, bucket: inBucket, basic, expires, headers, pathStyle },
  run({ name, bucket, basic, expires, headers, pathStyle }, call): string {
    return link(call, basic, {
      method: 'PUT',
      url: urlOf(basic, { bucket, name, pathStyle }),
      headers,
      expires,
    });
  },
});

interface Linking {
  method: string;
  url: URL;
  headers: JsonRecord | undefined;
  expires: string;
}

const LONGEST_LINK = 604_800;

function link(call: Call, basic: Basic, { method, url, headers, expires }: Linking): string {
  const seconds = Number(expires);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_LINK) {
    throw refuse(expires, callContext(call, 'expires'), `seconds from 1 to ${LONGEST_LINK}`);
  }
  if (!basic.accessKey) {
    throw inputError(callContext(call, 'basic'), ' has no keys, and a link is signed with them');
  }
  const entries = Object.entries(headers ?? {}).map(([name, value]) => {
    return [name.toLowerCase(), String(value ?? '')];
  });
  return presigned({ method, url, headers: Object.fromEntries(entries), expires: seconds }, basic);
}
