export * from './blobs.js';
export * from './models.js';
export * from './requests.js';
export type * from './types.js';
