/**
 * Chat, embeddings and models on a server of one’s own that runs Ollama.
 *
 * @module
 */
export * from './blobs.js';
export * from './models.js';
export * from './requests.js';
export type * from './types.js';
