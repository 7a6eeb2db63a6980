import type { BytesInput } from '../core/definition/kinds/bytes.js';
import type { JsonRecord } from '../core/util/is-record.js';
import type { Usage } from '../services/openai/reasoning.js';
import type { Message } from '../services/openai/types.js';
import type { SchemaInput, SchemaOutput } from './schema.js';
import type { Confirm, Tool, ToolOutcome, ToolUse } from './tools.js';

/** A question to a model, and what the model may use to answer it. */
export interface Question<S extends SchemaInput | undefined = undefined> {
  /** URL of the server; `local` for the embedded one. */
  url: string;
  token?: string | undefined;
  model: string;
  /** The question. Optional if `messages` end with one. */
  prompt?: string | undefined;
  /** System prompt. */
  system?: string | undefined;
  /** The conversation so far, such as an earlier answer's `messages`. */
  messages?: readonly Message[] | undefined;
  /** Files to attach: paths, URLs or bytes of images, PDF, audio or text. */
  attachments?: readonly BytesInput[] | undefined;
  /** The encoding of attached text that is not UTF-8, such as `windows-1251`. */
  encoding?: string | undefined;
  /** A schema for the answer: `value` is then the checked answer. */
  schema?: S | undefined;
  /** The tools that the model may call. */
  tools?: readonly Tool[] | undefined;
  /** Called before each tool runs. */
  confirm?: Confirm | undefined;
  /** How many times the model may continue after running tools. Default: 10. */
  maxSteps?: number | undefined;
  /** How many times an answer that does not match the schema is sent back. Default: 2. */
  maxRepairs?: number | undefined;
  /** Additional fields of the request: they override all others. */
  options?: JsonRecord | undefined;
  /** Additional headers of the request. */
  headers?: JsonRecord | undefined;
}

/** The events while a model answers. */
export type AskEvent =
  | { type: 'text'; text: string }
  /** The model's reasoning, if the server sends it. */
  | { type: 'reasoning'; text: string }
  /** The text of this step so far was reasoning: only its closing tag said so. */
  | { type: 'turned' }
  | { type: 'tool-call'; call: ToolUse }
  | { type: 'tool-result'; result: ToolOutcome }
  /** The answer did not match the schema and was sent back; its text is void. */
  | { type: 'repair'; problem: string }
  /** One request has completed; after tools and corrections there is another one. */
  | { type: 'step'; step: Step };

/** One request and its response. */
export interface Step {
  text: string;
  reasoning: string;
  /** The reason why the model refused, if the server reports it separately from the text. */
  refusal?: string;
  toolCalls: ToolUse[];
  usage: Usage | undefined;
  /** The finish reason: `stop`, `length`, `tool_calls` … */
  finishReason: string | undefined;
  model: string | undefined;
}

export interface Answer<S extends SchemaInput | undefined = undefined> {
  /** The text of the last step. */
  text: string;
  /** The checked value; `undefined` without a schema. */
  value: S extends SchemaInput ? SchemaOutput<S> : undefined;
  reasoning: string;
  /** The whole conversation including the reply, to pass on as `messages`. */
  messages: Message[];
  /** The token counts of all steps; `undefined` if the server does not count. */
  usage: Usage | undefined;
  steps: Step[];
  finishReason: string | undefined;
}
