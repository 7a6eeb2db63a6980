/**
 * Chat with images, files, audio and embeddings on any OpenAI-compatible server.
 *
 * @module
 */
import * as openai from './methods.js';

export * from './methods.js';
export default openai;
