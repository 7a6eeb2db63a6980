export * from './administration.js';
export * from './content.js';
export * from './escape.js';
export * from './messages.js';
export * from './settings.js';
export * from './topics.js';
export type * from './types.js';
