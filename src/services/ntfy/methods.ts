export * from './management.js';
export * from './obtaining.js';
export * from './publication.js';
export type * from './types.js';
