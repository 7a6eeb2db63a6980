/** Functions on messages for code that shows conversations, so that it need not know any service. */
export { addUsage } from '../services/openai/reasoning.js';
export type { Message, Part } from '../services/openai/types.js';
