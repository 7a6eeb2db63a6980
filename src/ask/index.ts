/**
 * Questions to models on any OpenAI-compatible server, with files, tools and schemas.
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
export { type McpToolOptions, type McpTools, mcpTools } from './toolsets/mcp-tools.js';
export { type Fixed, type MethodToolOptions, methodTools } from './toolsets/method-tools.js';
export type { Answer, AskEvent, Question, Step } from './types.js';
