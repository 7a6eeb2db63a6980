/**
 * Chat with pictures, files, audio and embeddings on any OpenAI-compatible server.
 *
 * @module
 */
export * from './assistants.js';
export * from './audio.js';
export { ChatStream } from './chat-stream.js';
export * from './files.js';
export * from './models.js';
export * from './requests.js';
export type * from './types.js';
