/**
 * Chat, embeddings and models on your own Ollama server.
 *
 * @module
 */
import * as ollama from './methods.js';

export * from './methods.js';
export default ollama;
