import { flag, record, text } from '../../core/definition/kinds/index.js';
import { readTextFile } from '../../core/definition/kinds/typed.js';
import { method } from '../../core/definition/method.js';
import { InputError } from '../../core/errors/errors.js';
import { paged } from '../../core/rest/pager.js';
import { xmlBody } from './body.js';
import { bucket, checked, headers, pathStyle, serviceUrl, urlOf } from './names.js';
import { bucketPages } from './pages.js';
import { send } from './send.js';
import { type Basic, basic } from './settings.js';
import { tagBody } from './tags.js';
import type { BucketList, Encryption, S3Answer, Tags, Versioning } from './types.js';
import { toXml, type Xml } from './xml.js';

const AES256: Xml = [
  ['Rule', [['ApplyServerSideEncryptionByDefault', [['SSEAlgorithm', 'AES256']]]]],
];

/** The result of a request without a response body. */
type Done = S3Answer<Record<string, never>>;

/**
 * Creates a bucket, in the region of the basic data.
 *
 * The request names the region (`LocationConstraint`), unless it is us-east-1.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export const createBucket = method('s3', 'CreateBucket', {
  effect: 'write',
  params: {
    bucket,
    basic,
    pathStyle,
    headers,
    location: text('Region of the bucket, if not the one in the basic data; none to leave it out', {
      optional: true,
    }),
  },
  run({ bucket, basic, pathStyle, headers, location }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle });
    return send(call, basic, { method: 'PUT', url, headers, ...locationOf(basic, location) });
  },
});

/** us-east-1 is where buckets are without a constraint; AWS refuses its name. */
function locationOf({ region }: Basic, location = region === 'us-east-1' ? '' : region) {
  if (location === '' || location === 'none') return {};
  return xmlBody(toXml('CreateBucketConfiguration', [['LocationConstraint', location]]));
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
 * Checks that a bucket exists and that you have access to it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export const headBucket = method('s3', 'HeadBucket', {
  effect: 'read',
  params: {
    bucket,
    basic,
    pathStyle,
    account: text('ID of the account that must own the bucket', { optional: true }),
    headers,
  },
  run({ bucket, basic, pathStyle, account, headers }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, pathStyle });
    const ownHeaders = { ...(account && { 'x-amz-expected-bucket-owner': account }) };
    return send(call, basic, { method: 'HEAD', url, headers, ownHeaders });
  },
});

const config = checked(
  'Encryption configuration as XML; on the command line also the path of a file',
  { option: 'conf', example: toXml('ServerSideEncryptionConfiguration', AES256) },
  (xml) => (/^\s*</.test(xml) ? undefined : 'not valid XML'),
  async (value, place) => {
    const isPath = place.sources && typeof value === 'string' && /^[^<@-]/.test(value.trim());
    if (isPath) return readTextFile(value, place);
    return String(await text('').kind.parse(value, place));
  },
);

/**
 * Sets the default encryption of a bucket.
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
 * Gets the default encryption of a bucket.
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
 * Deletes the encryption configuration of a bucket.
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
 * Replaces the tags of a bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
 */
export const putBucketTagging = method('s3', 'PutBucketTagging', {
  effect: 'write',
  params: {
    bucket,
    basic,
    tags: record('Tags by name', { option: 'tagset', example: "{'project':'alpha'}" }),
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
 * Enables or suspends versioning for a bucket.
 *
 * Once enabled, versioning can only be suspended: existing versions are kept. `mfaDelete` also
 * needs the header `x-amz-mfa` with the device's serial number and its code.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
 */
export const putBucketVersioning = method('s3', 'PutBucketVersioning', {
  effect: 'write',
  params: {
    bucket,
    basic,
    status: flag('True to keep the versions of each object', { optional: true, example: 'true' }),
    mfaDelete: flag('True to require an MFA code for deleting versions', {
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
 * Gets the versioning state of a bucket.
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
 * @returns `response.ListAllMyBucketsResult.Buckets.Bucket` is always a list.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export const listBuckets = method(
  's3',
  'ListBuckets',
  paged({
    effect: 'read',
    params: {
      basic,
      prefix: text('Only buckets whose names start with this prefix', { optional: true }),
      region: text('Only buckets in this region', { optional: true }),
      continuationToken: text('ContinuationToken of the previous page', {
        option: 'ctoken',
        optional: true,
      }),
      headers,
    },
    pager: bucketPages,
    rows: ({ response }: S3Answer<BucketList>) =>
      response.ListAllMyBucketsResult.Buckets?.Bucket ?? [],
    page({ basic, prefix, region, continuationToken, headers }, call, fields) {
      const query = {
        prefix,
        'bucket-region': region,
        'continuation-token': continuationToken,
        ...fields,
      };
      const url = serviceUrl(basic, query);
      const root = 'ListAllMyBucketsResult';
      return send<BucketList>(call, basic, { method: 'GET', url, headers, root });
    },
  }),
);
