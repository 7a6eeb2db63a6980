export * from './buckets.js';
export * from './common.js';
export * from './folders.js';
export * from './object-uploads.js';
export * from './objects.js';
export * from './presigned.js';
export type * from './types.js';
