import { flag, record, text } from '../../core/definition/kinds/index.js';
import { readTextFile } from '../../core/definition/kinds/typed.js';
import { method } from '../../core/definition/method.js';
import { InputError } from '../../core/errors/errors.js';
import { xmlBody } from './body.js';
import { bucket, checked, headers, pathStyle, serviceUrl, urlOf } from './names.js';
import { send } from './send.js';
import { type Basic, basic } from './settings.js';
import { tagBody } from './tags.js';
import type { BucketList, Encryption, S3Answer, Tags, Versioning } from './types.js';
import { toXml, type Xml } from './xml.js';

const AES256: Xml = [
  ['Rule', [['ApplyServerSideEncryptionByDefault', [['SSEAlgorithm', 'AES256']]]]],
];

/** What a request without an answer of its own comes to. */
type Done = S3Answer<Record<string, never>>;

/**
 * Creates a bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export const createBucket = method('s3', 'CreateBucket', {
  effect: 'write',
  params: { bucket, basic, pathStyle, headers },
  run({ bucket, basic, pathStyle, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle });
    return send(call, basic, { method: 'PUT', url, headers, ...locationOf(basic) });
  },
});

/** AWS wants to be told the region that its host's name says already; others go without. */
function locationOf({ url, region }: Basic) {
  if (!/(^|\.)amazonaws\.com(\.cn)?$/.test(url.hostname) || region === 'us-east-1') return {};
  return xmlBody(toXml('CreateBucketConfiguration', [['LocationConstraint', region]]));
}

/**
 * Deletes a bucket, which must be empty.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
 */
export const deleteBucket = method('s3', 'DeleteBucket', {
  effect: 'delete',
  params: { bucket, basic, pathStyle, headers },
  run({ bucket, basic, pathStyle, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle });
    return send(call, basic, { method: 'DELETE', url, headers });
  },
});

/**
 * Checks that a bucket is there and may be used.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export const headBucket = method('s3', 'HeadBucket', {
  effect: 'read',
  params: {
    bucket,
    basic,
    pathStyle,
    account: text('ID of the account that the bucket must belong to', { optional: true }),
    headers,
  },
  run({ bucket, basic, pathStyle, account, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle });
    const ownHeaders = { ...(account && { 'x-amz-expected-bucket-owner': account }) };
    return send(call, basic, { method: 'HEAD', url, headers, ownHeaders });
  },
});

const config = checked(
  'The configuration as XML; on a command line also the path of a file with it',
  { option: 'conf', example: toXml('ServerSideEncryptionConfiguration', AES256) },
  (xml) => (/^\s*</.test(xml) ? undefined : 'this is no XML'),
  async (value, place) => {
    const isPath = place.sources && typeof value === 'string' && /^[^<@-]/.test(value.trim());
    if (isPath) return readTextFile(value, place);
    return String(await text('').kind.parse(value, place));
  },
);

/**
 * Sets how the objects of a bucket are encrypted.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
 */
export const putBucketEncryption = method('s3', 'PutBucketEncryption', {
  effect: 'write',
  params: {
    bucket,
    basic,
    config,
    pathStyle,
    headers,
  },
  async run({ bucket, basic, config, pathStyle, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle }, { encryption: '' });
    return send(call, basic, { method: 'PUT', url, headers, ...xmlBody(config) });
  },
});

/**
 * Gets how the objects of a bucket are encrypted.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
 */
export const getBucketEncryption = method('s3', 'GetBucketEncryption', {
  effect: 'read',
  params: { bucket, basic, pathStyle, headers },
  run({ bucket, basic, pathStyle, headers }, call): Promise<S3Answer<Encryption>> {
    const url = urlOf(basic, { bucket, pathStyle }, { encryption: '' });
    const root = 'ServerSideEncryptionConfiguration';
    return send<Encryption>(call, basic, { method: 'GET', url, headers, root });
  },
});

/**
 * Takes back what was set about the encryption of a bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html
 */
export const deleteBucketEncryption = method('s3', 'DeleteBucketEncryption', {
  effect: 'delete',
  params: { bucket, basic, pathStyle, headers },
  run({ bucket, basic, pathStyle, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle }, { encryption: '' });
    return send(call, basic, { method: 'DELETE', url, headers });
  },
});

/**
 * Sets the tags of a bucket: those that it has are gone.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
 */
export const putBucketTagging = method('s3', 'PutBucketTagging', {
  effect: 'write',
  params: {
    bucket,
    basic,
    tags: record('The tags by their names', { option: 'tagset', example: "{'project':'alpha'}" }),
    pathStyle,
    headers,
  },
  run({ bucket, basic, tags, pathStyle, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle }, { tagging: '' });
    return send(call, basic, { method: 'PUT', url, headers, ...tagBody(tags, call) });
  },
});

/**
 * Gets the tags of a bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html
 */
export const getBucketTagging = method('s3', 'GetBucketTagging', {
  effect: 'read',
  params: { bucket, basic, pathStyle, headers },
  run({ bucket, basic, pathStyle, headers }, call): Promise<S3Answer<Tags>> {
    const url = urlOf(basic, { bucket, pathStyle }, { tagging: '' });
    return send<Tags>(call, basic, { method: 'GET', url, headers, root: 'Tagging' });
  },
});

/**
 * Deletes the tags of a bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html
 */
export const deleteBucketTagging = method('s3', 'DeleteBucketTagging', {
  effect: 'delete',
  params: { bucket, basic, pathStyle, headers },
  run({ bucket, basic, pathStyle, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle }, { tagging: '' });
    return send(call, basic, { method: 'DELETE', url, headers });
  },
});

/**
 * Turns the versions of a bucket's objects on or off.
 *
 * Once they were on they can only be suspended: the versions that there are stay. `mfaDelete` takes
 * the header `x-amz-mfa` too, with the device's number and its code.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
 */
export const putBucketVersioning = method('s3', 'PutBucketVersioning', {
  effect: 'write',
  params: {
    bucket,
    basic,
    status: flag('True keeps the versions of each object', { optional: true, example: 'true' }),
    mfaDelete: flag('True deletes versions only with the code of a device', {
      option: 'mfad',
      optional: true,
    }),
    pathStyle,
    headers,
  },
  async run({ bucket, basic, status, mfaDelete, pathStyle, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle }, { versioning: '' });
    const config: [string, Xml][] = [];
    if (status !== undefined) config.push(['Status', status ? 'Enabled' : 'Suspended']);
    if (mfaDelete !== undefined) config.push(['MfaDelete', mfaDelete ? 'Enabled' : 'Disabled']);
    if (config.length === 0) {
      const [one, other] = [call.label('status'), call.label('mfaDelete')];
      const message = `neither ${one} nor ${other} is given: there is nothing to set`;
      throw new InputError({ method: call.method, param: 'status', message });
    }
    const body = xmlBody(toXml('VersioningConfiguration', config));
    return send(call, basic, { method: 'PUT', url, headers, ...body });
  },
});

/**
 * Gets whether a bucket keeps the versions of its objects.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
 */
export const getBucketVersioning = method('s3', 'GetBucketVersioning', {
  effect: 'read',
  params: { bucket, basic, pathStyle, headers },
  run({ bucket, basic, pathStyle, headers }, call): Promise<S3Answer<Versioning>> {
    const url = urlOf(basic, { bucket, pathStyle }, { versioning: '' });
    const root = 'VersioningConfiguration';
    return send<Versioning>(call, basic, { method: 'GET', url, headers, root });
  },
});

/**
 * Lists the buckets.
 *
 * @returns `response.ListAllMyBucketsResult.Buckets.Bucket` holds them, as a list in any case.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export const listBuckets = method('s3', 'ListBuckets', {
  effect: 'read',
  params: {
    basic,
    prefix: text('Only those whose names begin with this', { optional: true }),
    region: text('Only those of this region', { optional: true }),
    continuationToken: text('Where the page before ended: its ContinuationToken', {
      option: 'ctoken',
      optional: true,
    }),
    headers,
  },
  run({ basic, prefix, region, continuationToken, headers }, call): Promise<S3Answer<BucketList>> {
    const query = {
      prefix,
      'bucket-region': region,
      'continuation-token': continuationToken,
    };
    const url = serviceUrl(basic, query);
    const root = 'ListAllMyBucketsResult';
    return send<BucketList>(call, basic, { method: 'GET', url, headers, root });
  },
  rows: ({ response }: S3Answer<BucketList>) =>
    response.ListAllMyBucketsResult.Buckets?.Bucket.map((bucket) => ({ ...bucket })) ?? [],
});
