/**
 * Buckets and objects of Amazon S3 and other storages with its protocol.
 *
 * @module
 */
import * as s3 from './methods.js';

export * from './methods.js';
export default s3;
