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

/** A request for a response, checked. */
export interface ResponseRequest {
  /** As it came. */
  body: JsonRecord;
  model: string;
  /** Its own input, as it is kept and listed. */
  input: readonly Item[];
  /** What the model is asked: with the instructions, and with all that was said before. */
  task: Omit<ChatTask, 'signal'>;
  stream: boolean;
  store: boolean;
  background: boolean;
  metadata: Record<string, string> | undefined;
  /** The id of the response that this one goes on from. */
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
/** What this server does not have, and what stands in for it. */
const NOT_HERE: Readonly<Record<string, string>> = {
  conversation: "conversations are not kept: go on from a response by 'previous_response_id'",
  prompt: "prompts are not kept: give 'instructions' and 'input'",
  context_management: "nothing is made shorter by itself: see 'truncation'",
  max_tool_calls: 'there are no built-in tools whose calls could be counted',
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
    const message = "'background' goes neither with 'stream': true nor with 'store': false here.";
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
  // All else that may be included belongs to tools and thoughts that are never there.
  if (include.includes('message.output_text.logprobs')) {
    const message = 'The models of this server cannot give probabilities.';
    throw badRequest(message, 'include', 'unsupported_parameter');
  }
  const truncation = field(body, 'truncation') ?? 'disabled';
  if (truncation !== 'disabled' && truncation !== 'auto') {
    throw badRequest("'truncation' is auto or disabled.", 'truncation');
  }
}
