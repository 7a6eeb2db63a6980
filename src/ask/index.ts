/**
 * Asking models: with files, tools and answers of a given form, on any OpenAI-compatible server.
 *
 * @module
 */
export { type AskStream, ask, askStream } from './ask.js';
export type { SchemaInput, SchemaOutput, StandardSchema } from './schema.js';
export {
  type Confirm,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  type ToolUse,
  tool,
} from './tools.js';
export { type McpTools, mcpTools } from './toolsets/mcp-tools.js';
export { type Fixed, methodTools } from './toolsets/method-tools.js';
export type { Answer, AskEvent, Question, Step } from './types.js';
