import type { Pager } from '../../core/rest/pager.js';
import type { BucketList, ObjectList, S3Answer, VersionList } from './types.js';

/** A field of the query; one without a value is not sent. */
type Text = string | undefined;

/**
 * The next page of objects has a token. A storage that only supports version 1 of the list sends
 * none: there the next page follows the last name.
 */
export const objectPages: Pager<S3Answer<ObjectList>, Text> = {
  next({ response: { ListBucketResult: list } }) {
    if (list.IsTruncated !== 'true') return undefined;
    const token = list.NextContinuationToken;
    if (token) return { 'continuation-token': token };
    return { marker: list.Contents.at(-1)?.Key ?? '' };
  },
};

/** The next page of versions follows a name and one of its versions. */
export const versionPages: Pager<S3Answer<VersionList>, Text> = {
  next({ response: { ListVersionsResult: list } }) {
    if (list.IsTruncated !== 'true') return undefined;
    return {
      'key-marker': list.NextKeyMarker ?? '',
      'version-id-marker': list.NextVersionIdMarker || undefined,
    };
  },
};

/** The next page of buckets has a token; most storages send all buckets at once. */
export const bucketPages: Pager<S3Answer<BucketList>, Text> = {
  next({ response: { ListAllMyBucketsResult: list } }) {
    const token = list.ContinuationToken;
    return token ? { 'continuation-token': token } : undefined;
  },
};
