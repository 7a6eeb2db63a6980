import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { ChatTask } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { checkJsonIsNamed, readFormat } from './answer-format.js';
import {
  field,
  flag,
  metadataOf,
  optionalText,
  refuseUnknown,
  requiredText,
  wholeNumber,
} from './checks.js';
import type { Item } from './response-object.js';
import { messagesOf, readItems } from './responses-input.js';
import { readHeat, refuseWhatCannotBe } from './sampling.js';
import { conversationBefore } from './stored-responses.js';
import { readTools } from './tools.js';

/** A validated request for a response. */
export interface ResponseRequest {
  /** The request body. */
  body: JsonRecord;
  model: string;
  /** Its own input, as stored and listed. */
  input: readonly Item[];
  /** The task for the model: with the instructions and the earlier conversation. */
  task: Omit<ChatTask, 'signal'>;
  stream: boolean;
  store: boolean;
  background: boolean;
  metadata: Record<string, string> | undefined;
  /** The ID of the previous response. */
  previous: string | undefined;
}

const WITHOUT_EFFECT = `user safety_identifier prompt_cache_key prompt_cache_retention
  prompt_cache_options service_tier stream_options`;
const KNOWN = new Set(
  `model input instructions previous_response_id stream store background metadata tools tool_choice
  parallel_tool_calls text max_output_tokens temperature top_p truncation include top_logprobs
  reasoning moderation conversation prompt context_management max_tool_calls ${WITHOUT_EFFECT}`.split(
    /\s+/,
  ),
);
/** What this server does not support, and what to use instead. */
const NOT_HERE: Readonly<Record<string, string>> = {
  conversation: "conversations are not stored. Use 'previous_response_id'",
  prompt: "prompts are not stored. Use 'instructions' and 'input'",
  context_management: "context is not compacted automatically. See 'truncation'",
  max_tool_calls: 'there are no built-in tools whose calls could be limited',
};

export async function readResponseRequest(
  body: JsonRecord,
  id: string,
  local: Local,
): Promise<ResponseRequest> {
  refuseUnknown(body, KNOWN);
  refuseWhatCannotBe(body);
  refuseWhatIsNotHere(body);
  const model = requiredText(body, 'model');
  const previous = optionalText(body, 'previous_response_id');
  const stream = flag(body, 'stream');
  const store = field(body, 'store') === undefined || flag(body, 'store');
  const background = flag(body, 'background');
  if (background && (stream || !store)) {
    const message = "'background' cannot be combined with 'stream': true or 'store': false.";
    throw badRequest(message, 'background', 'unsupported_parameter');
  }
  const input = await readItems(field(body, 'input'), id, local);
  const task = await readTask(body, input, previous, local);
  const metadata = metadataOf(body);
  return { body, model, input, task, stream, store, background, metadata, previous };
}

async function readTask(
  body: JsonRecord,
  input: readonly Item[],
  previous: string | undefined,
  local: Local,
): Promise<Omit<ChatTask, 'signal'>> {
  const { objects } = await local.store();
  const before = previous === undefined ? [] : conversationBefore(objects, previous);
  const text = field(body, 'text') ?? {};
  if (!isRecord(text)) throw badRequest("'text' must be an object.", 'text');
  refuseWhatCannotBe({ verbosity: text.verbosity });
  const format = await readFormat(text.format, 'text.format', 'responses');
  const said = await messagesOf([...before, ...input], local);
  const instructions = optionalText(body, 'instructions');
  const messages = instructions ? [system(instructions), ...said] : said;
  if (messages.length === 0) throw badRequest("'input' is empty.", 'input');
  checkJsonIsNamed(format, messages, 'text.format');
  const most = Number.POSITIVE_INFINITY;
  return {
    ...{ messages, format, stop: [], seed: undefined },
    ...(await readTools(body, 'responses')),
    ...readHeat(body),
    mostTokens: wholeNumber(body, 'max_output_tokens', { least: 16, most }),
  };
}

function system(text: string) {
  const role = 'system' as const;
  return { role, text, pictures: [], files: [], toolCalls: [], toolCallId: undefined };
}

function refuseWhatIsNotHere(body: JsonRecord): void {
  for (const [name, why] of Object.entries(NOT_HERE)) {
    if (field(body, name) === undefined) continue;
    throw badRequest(`'${name}': ${why}.`, name, 'unsupported_parameter');
  }
  const include = field(body, 'include') ?? [];
  if (!Array.isArray(include)) throw badRequest("'include' must be a list.", 'include');
  // The other values of `include` belong to tools and reasoning that do not exist here.
  if (include.includes('message.output_text.logprobs')) {
    const message = 'The models of this server cannot return log probabilities.';
    throw badRequest(message, 'include', 'unsupported_parameter');
  }
  const truncation = field(body, 'truncation') ?? 'disabled';
  if (truncation !== 'disabled' && truncation !== 'auto') {
    throw badRequest("'truncation' must be auto or disabled.", 'truncation');
  }
}
