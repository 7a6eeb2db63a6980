import type { JsonRecord } from '../../core/util/is-record.js';
import type { Usage } from '../engines/engine.js';
import type { StoredObject } from '../state/store.js';

/** A part of a conversation: a message, a call, its output. */
export type Item = JsonRecord & StoredObject & { type: string };

/** A response as the protocol shows it. */
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
  /** What was asked for, as it was heeded. */
  [setting: string]: unknown;
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
