import type { JsonRecord } from '../../core/util/is-record.js';
import { seconds } from '../seconds.js';
import { field } from './checks.js';
import type { ResponseObject } from './response-object.js';
import type { ResponseRequest } from './response-request.js';

/** A response of which nothing is there yet. */
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
