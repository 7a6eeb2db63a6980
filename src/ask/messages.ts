/** What those who show a conversation need to know of it, so that they need know no service. */
export { addUsage } from '../services/openai/reasoning.js';
export type { Message, Part } from '../services/openai/types.js';
