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
    const last = [list.Contents.at(-1)?.Key, list.CommonPrefixes.at(-1)?.Prefix];
    return {
      marker:
        list.NextMarker ||
        (last
          .filter((name) => name !== undefined)
          .sort(byBytes)
          .at(-1) ??
          ''),
    };
  },
};

/** The order of a list: by the bytes of the names, in which JavaScript does not sort. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

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
