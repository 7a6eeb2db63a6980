/**
 * Chat with images, files, audio and embeddings on any OpenAI-compatible server.
 *
 * @module
 */
export * from './assistants.js';
export * from './audio.js';
export * from './batches.js';
export { ChatStream } from './chat-stream.js';
export * from './completions.js';
export * from './files.js';
export * from './images.js';
export * from './models.js';
export * from './moderations.js';
export {
  addUsage,
  ReasoningSplitter,
  reasoningOf,
  textOf,
  type Usage as TokenUsage,
  usageOf,
} from './reasoning.js';
export * from './requests.js';
export * from './responses.js';
export type * from './types.js';
export * from './uploads.js';
export * from './vector-stores.js';
