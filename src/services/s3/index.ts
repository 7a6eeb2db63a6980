/**
 * Buckets and objects of Amazon S3 and other storages with its protocol.
 *
 * @module
 */
export * from './buckets.js';
export * from './common.js';
export * from './object-uploads.js';
export * from './objects.js';
export * from './presigned.js';
export type * from './types.js';
