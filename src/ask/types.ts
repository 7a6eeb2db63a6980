import type { BytesInput } from '../core/definition/kinds/bytes.js';
import type { JsonRecord } from '../core/util/is-record.js';
import type { Usage } from '../services/openai/reasoning.js';
import type { Message } from '../services/openai/types.js';
import type { SchemaInput, SchemaOutput } from './schema.js';
import type { Confirm, Tool, ToolOutcome, ToolUse } from './tools.js';

/** A question to a model, and what it may use to answer it. */
export interface Question<S extends SchemaInput | undefined = undefined> {
  /** Address of the server; `local` for the embedded one. */
  url: string;
  token?: string | undefined;
  model: string;
  /** What is asked. May be left out where `messages` end with a question. */
  prompt?: string | undefined;
  /** What the model is to be and to heed. */
  system?: string | undefined;
  /** The conversation so far, as a former answer's `messages`. */
  messages?: readonly Message[] | undefined;
  /** Files that belong to the question: paths, URLs, bytes. Pictures, PDF, sound, text. */
  attachments?: readonly BytesInput[] | undefined;
  /** The form that the answer is to have: then `value` is the checked answer. */
  schema?: S | undefined;
  /** What the model may have done for it. */
  tools?: readonly Tool[] | undefined;
  /** Asked before each tool runs. */
  confirm?: Confirm | undefined;
  /** How often the model may go on after tools ran. Default 10. */
  maxSteps?: number | undefined;
  /** How often an answer that does not fit the schema is sent back. Default 2. */
  maxRepairs?: number | undefined;
  /** Further fields of the request: they win over all others. */
  options?: JsonRecord | undefined;
  /** Further headers of the request. */
  headers?: JsonRecord | undefined;
}

/** What happens while a model answers. */
export type AskEvent =
  | { type: 'text'; text: string }
  /** What the model thinks, where its server tells it. */
  | { type: 'reasoning'; text: string }
  | { type: 'tool-call'; call: ToolUse }
  | { type: 'tool-result'; result: ToolOutcome }
  /** The answer does not fit the schema and was sent back; what came of its text is void. */
  | { type: 'repair'; problem: string }
  /** One request is over; there is another one after tools and repairs. */
  | { type: 'step'; step: Step };

/** One request and its answer. */
export interface Step {
  text: string;
  reasoning: string;
  /** Why the model does not answer as it was asked to, where it says so apart from its text. */
  refusal?: string;
  toolCalls: ToolUse[];
  usage: Usage | undefined;
  /** Why the model ended: `stop`, `length`, `tool_calls` … */
  finishReason: string | undefined;
  model: string | undefined;
}

export interface Answer<S extends SchemaInput | undefined = undefined> {
  /** The reply: of the last step. */
  text: string;
  /** The reply as the schema has it; `undefined` without a schema. */
  value: S extends SchemaInput ? SchemaOutput<S> : undefined;
  reasoning: string;
  /** The whole conversation with the reply, to be passed on as `messages`. */
  messages: Message[];
  /** The tokens of all steps; `undefined` where the server does not count. */
  usage: Usage | undefined;
  steps: Step[];
  finishReason: string | undefined;
}
