import type { JsonRecord } from '../../core/util/is-record.js';
import type { Usage } from '../engines/engine.js';
import { seconds } from '../seconds.js';
import { field } from './checks.js';
import type { ResponseRequest } from './response-request.js';
import type { Item } from './stored-responses.js';

/** A response as the protocol represents it. */
export interface ResponseObject {
  id: string;
  object: 'response';
  created_at: number;
  completed_at: number | null;
  status: 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';
  error: { code: string; message: string } | null;
  incomplete_details: { reason: 'max_output_tokens' } | null;
  output: readonly Item[];
  usage?: object;
  previous_response_id: string | null;
  /** The settings of the request, as they were applied. */
  [setting: string]: unknown;
}

/** A response without any output yet. */
export function newResponse(
  id: string,
  { body, model, background, metadata, previous, store }: ResponseRequest,
): ResponseObject {
  const given = (name: string, usual: unknown) => field(body, name) ?? usual;
  const text = given('text', {}) as JsonRecord;
  return {
    id,
    object: 'response',
    created_at: seconds(),
    completed_at: null,
    status: background ? 'queued' : 'in_progress',
    background,
    error: null,
    incomplete_details: null,
    instructions: given('instructions', null),
    max_output_tokens: given('max_output_tokens', null),
    metadata: metadata ?? {},
    model,
    output: [],
    parallel_tool_calls: given('parallel_tool_calls', true),
    previous_response_id: previous ?? null,
    reasoning: { effort: null, summary: null },
    store,
    temperature: given('temperature', 1),
    text: { ...text, format: text.format ?? { type: 'text' } },
    tool_choice: given('tool_choice', 'auto'),
    tools: (given('tools', []) as readonly JsonRecord[]).map(shownTool),
    top_p: given('top_p', 1),
    truncation: given('truncation', 'disabled'),
    ...(body.user !== undefined && { user: body.user }),
  };
}

function shownTool(tool: JsonRecord) {
  return { ...tool, strict: tool.strict ?? false, parameters: tool.parameters ?? null };
}

export function shownUsage({ promptTokens, completionTokens }: Usage) {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
  };
}
