export * from './atom.js';
export * from './rss.js';
export type * from './types.js';
