export type { FolderTransfer } from '../../core/sync/folders.js';
/** A storage's response: its status, its XML, and its headers. */
export interface S3Answer<Response = Record<string, unknown>> {
  status: number;
  /** The XML of the response by element names, every value as text; `{}` if it has none. */
  response: Response;
  /** By their usual names, whatever the storage sends: `ETag`, `Content-Length`, `X-Amz-Version-Id`. */
  headers: Record<string, string>;
}

export interface BasicData {
  URL: string;
  AccessKey: string;
  SecretKey: string;
  Region: string;
  Service: string;
}

export interface Owner {
  ID?: string;
  DisplayName?: string;
}

export interface Bucket {
  Name: string;
  CreationDate?: string;
  BucketRegion?: string;
}

export interface BucketList {
  ListAllMyBucketsResult: {
    Owner?: Owner;
    Buckets: { Bucket: Bucket[] };
    ContinuationToken?: string;
    Prefix?: string;
  };
}

export interface StoredObject {
  Key: string;
  LastModified?: string;
  ETag?: string;
  /** In bytes. */
  Size?: string;
  StorageClass?: string;
  Owner?: Owner;
}

export interface ObjectList {
  ListBucketResult: {
    Name?: string;
    Prefix?: string;
    Delimiter?: string;
    StartAfter?: string;
    KeyCount?: string;
    MaxKeys?: string;
    /** `true` if there are more: `NextContinuationToken` gets them. */
    IsTruncated?: string;
    NextContinuationToken?: string;
    /** In version 1 of the list. */
    NextMarker?: string;
    Contents: StoredObject[];
    CommonPrefixes: { Prefix: string }[];
  };
}

export interface ObjectVersion extends StoredObject {
  VersionId: string;
  IsLatest: string;
}

export interface DeleteMarker {
  Key: string;
  VersionId: string;
  IsLatest: string;
  LastModified?: string;
  Owner?: Owner;
}

/** A version of an object or, where it was deleted, the marker of that. */
export type VersionRow =
  | (ObjectVersion & { DeleteMarker: 'false' })
  | (DeleteMarker & { DeleteMarker: 'true' });

export interface VersionList {
  ListVersionsResult: {
    Name?: string;
    Prefix?: string;
    KeyMarker?: string;
    VersionIdMarker?: string;
    NextKeyMarker?: string;
    NextVersionIdMarker?: string;
    MaxKeys?: string;
    IsTruncated?: string;
    Version: ObjectVersion[];
    DeleteMarker: DeleteMarker[];
    CommonPrefixes: { Prefix: string }[];
  };
}

export interface Tags {
  Tagging: { TagSet: { Tag: { Key: string; Value: string }[] } };
}

export interface Versioning {
  /** Empty if versioning was never enabled. */
  VersioningConfiguration: { Status?: string; MfaDelete?: string } | '';
}

export interface Encryption {
  ServerSideEncryptionConfiguration: {
    Rule: {
      ApplyServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string };
      BucketKeyEnabled?: string;
    }[];
  };
}

export interface Copied {
  CopyObjectResult: { ETag?: string; LastModified?: string };
}

export interface PartCopied {
  CopyPartResult: { ETag?: string; LastModified?: string };
}

export interface Deleted {
  Key: string;
  DeleteMarker?: string;
  DeleteMarkerVersionId?: string;
}

/** What DeleteObjects did, in all of its requests. */
export interface Deletions {
  DeleteResult: { Deleted: Deleted[] };
}

export interface DeletionError {
  Key?: string;
  Code?: string;
  Message?: string;
}

export interface StartedUpload {
  InitiateMultipartUploadResult: { Bucket?: string; Key?: string; UploadId: string };
}

export interface FinishedUpload {
  CompleteMultipartUploadResult: {
    Location?: string;
    Bucket?: string;
    Key?: string;
    ETag?: string;
  };
}

/** The result of a transfer of a folder. */
export interface FolderDeletion {
  result: true;
  deleted: number;
}
