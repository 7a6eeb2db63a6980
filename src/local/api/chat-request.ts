import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { ChatTask } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { checkJsonIsNamed, readFormat } from './answer-format.js';
import { readMessages } from './chat-messages.js';
import { field, flag, metadataOf, refuseUnknown, requiredText, wholeNumber } from './checks.js';
import { readSampling, refuseWhatCannotBe } from './sampling.js';
import { readTools } from './tools.js';

/** A validated request for a chat completion. */
export interface ChatRequest {
  model: string;
  /** The task for the model. */
  task: Omit<ChatTask, 'signal'>;
  stream: boolean;
  /** Whether the stream ends with the token counts. */
  includeUsage: boolean;
  /** The number of choices. */
  n: number;
  /** Whether to store the completion, and with which metadata. */
  store: boolean;
  metadata: Record<string, string> | undefined;
}

/** Accepted and ignored: these do not change the reply. */
const WITHOUT_EFFECT = `user safety_identifier prompt_cache_key prompt_cache_retention
  prompt_cache_options service_tier prediction`;
const KNOWN = new Set(
  `model messages stream stream_options n stop seed temperature top_p max_tokens max_completion_tokens
  tools tool_choice parallel_tool_calls response_format store metadata
  logprobs top_logprobs logit_bias frequency_penalty presence_penalty modalities audio
  web_search_options moderation reasoning_effort verbosity functions function_call ${WITHOUT_EFFECT}`.split(
    /\s+/,
  ),
);
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Validates a request body and loads its images. */
export async function readChatRequest(body: JsonRecord, local: Local): Promise<ChatRequest> {
  refuseUnknown(body, KNOWN);
  refuseWhatCannotBe(body);
  const stream = flag(body, 'stream');
  const model = requiredText(body, 'model');
  const messages = await readMessages(body.messages, local);
  const format = await readFormat(body.response_format, 'response_format', 'chat');
  checkJsonIsNamed(format, messages, 'response_format');
  const limit = { least: 1, most: NO_LIMIT };
  const newer = wholeNumber(body, 'max_completion_tokens', limit);
  const task = {
    ...{ messages, format, whole: !stream },
    ...(await readTools(body, 'chat')),
    ...readSampling(body),
    mostTokens: newer ?? wholeNumber(body, 'max_tokens', limit),
  };
  return {
    ...{ model, task, stream },
    includeUsage: readIncludeUsage(body, stream),
    n: wholeNumber(body, 'n', { least: 1, most: 128 }) ?? 1,
    store: flag(body, 'store'),
    metadata: metadataOf(body),
  };
}

/** The task for one of the choices: each has its own seed. */
export function taskOf(
  { task }: Pick<ChatRequest, 'task'>,
  index: number,
  signal: AbortSignal,
): ChatTask {
  return { ...task, seed: task.seed === undefined ? undefined : task.seed + index, signal };
}

export function readIncludeUsage(body: JsonRecord, stream: boolean): boolean {
  const options = field(body, 'stream_options');
  if (options === undefined) return false;
  if (!isRecord(options)) throw badRequest("'stream_options' must be an object.", 'stream_options');
  if (!stream) throw badRequest("'stream_options' needs 'stream': true.", 'stream_options');
  return flag(options, 'include_usage');
}
