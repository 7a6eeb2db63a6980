/**
 * Chat, embeddings and models on a server of one’s own that runs Ollama.
 *
 * @module
 */
import * as ollama from './methods.js';

export * from './methods.js';
export default ollama;
