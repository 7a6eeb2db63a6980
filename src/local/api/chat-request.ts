import { isRecord, type JsonRecord } from '../../core/is-record.js';
import type { ChatMessage, ChatTask, Sampling } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { flag, requiredText, wholeNumber } from './checks.js';
import { readPicture } from './pictures.js';

/** A request for a chat completion, checked. */
export interface ChatRequest extends Sampling {
  model: string;
  messages: readonly ChatMessage[];
  stream: boolean;
  /** Whether the stream ends with the token counts. */
  includeUsage: boolean;
  /** How many answers. */
  n: number;
}

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Checks a request's body, and has its pictures at hand. */
export async function readChatRequest(body: JsonRecord, local: Local): Promise<ChatRequest> {
  refuseWhatCannotBe(body);
  const stream = flag(body, 'stream');
  return {
    model: requiredText(body, 'model'),
    messages: await readMessages(body.messages, local),
    stream,
    includeUsage: readIncludeUsage(body, stream),
    n: wholeNumber(body, 'n', { least: 1, most: 128 }) ?? 1,
    stop: readStop(body.stop),
    mostTokens:
      wholeNumber(body, 'max_completion_tokens', { least: 1, most: NO_LIMIT }) ??
      wholeNumber(body, 'max_tokens', { least: 1, most: NO_LIMIT }),
    seed: wholeNumber(body, 'seed', { least: Number.MIN_SAFE_INTEGER, most: NO_LIMIT }),
    temperature: undefined,
    topP: undefined,
  };
}

/** What a model is asked for one of the answers. */
export function taskOf(request: ChatRequest, index: number, signal: AbortSignal): ChatTask {
  const { messages, stop, mostTokens, seed, temperature, topP } = request;
  return {
    ...{ messages, stop, mostTokens, temperature, topP, signal },
    seed: seed === undefined ? undefined : seed + index,
    tools: [],
    toolChoice: 'none',
    parallelToolCalls: true,
    format: { type: 'text' },
  };
}

/** What a caller relies on and the model cannot do is refused, not passed over. */
function refuseWhatCannotBe(body: JsonRecord): void {
  const refuse = (param: string, what: string) => {
    throw badRequest(`This model cannot ${what}.`, param, 'unsupported_parameter');
  };
  const format = isRecord(body.response_format) ? body.response_format.type : undefined;
  if (format !== undefined && format !== 'text') refuse('response_format', 'answer in JSON');
  const { tool_choice: choice } = body;
  if (choice === 'required' || isRecord(choice)) refuse('tool_choice', 'call tools');
  if (body.logprobs === true) refuse('logprobs', 'give probabilities');
  if (Array.isArray(body.modalities) && body.modalities.some((name) => name !== 'text')) {
    refuse('modalities', 'answer with anything but text');
  }
}

function readIncludeUsage({ stream_options: options }: JsonRecord, stream: boolean): boolean {
  if (options === undefined || options === null) return false;
  if (!isRecord(options)) throw badRequest("'stream_options' must be an object.", 'stream_options');
  if (!stream) throw badRequest("'stream_options' goes with 'stream': true.", 'stream_options');
  return flag(options, 'include_usage');
}

function readStop(stop: unknown): readonly string[] {
  if (stop === undefined || stop === null) return [];
  const texts = Array.isArray(stop) ? stop : [stop];
  if (texts.length > 4 || !texts.every((text) => typeof text === 'string')) {
    throw badRequest("'stop' takes a text, or a list of up to four.", 'stop');
  }
  return texts.filter((text) => text !== '');
}

async function readMessages(messages: unknown, local: Local): Promise<readonly ChatMessage[]> {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest("'messages' must be a list of one message or more.", 'messages');
  }
  return Promise.all(
    messages.map((message, index) => readMessage(message, `messages[${index}]`, local)),
  );
}

async function readMessage(message: unknown, at: string, local: Local): Promise<ChatMessage> {
  if (!isRecord(message)) throw badRequest(`'${at}' must be an object.`, at);
  const { content } = message;
  const role = ROLES.find((name) => name === message.role);
  if (!role) throw badRequest(`'${at}.role' is one of ${ROLES.join(', ')}.`, `${at}.role`);
  const plain = { role, pictures: [], files: [], toolCalls: [], toolCallId: undefined };
  if (typeof content === 'string') return { ...plain, text: content };
  if (Array.isArray(content)) {
    return { ...plain, ...(await readParts(content, `${at}.content`, local)) };
  }
  if (role === 'assistant' && (content === undefined || content === null)) {
    return { ...plain, text: '' };
  }
  throw badRequest(`'${at}.content' must be a text or a list of parts.`, `${at}.content`);
}

async function readParts(parts: readonly unknown[], at: string, local: Local) {
  const texts: string[] = [];
  const pictures = [];
  for (const [index, part] of parts.entries()) {
    const here = `${at}[${index}]`;
    if (isRecord(part) && part.type === 'text' && typeof part.text === 'string') {
      texts.push(part.text);
    } else if (isRecord(part) && part.type === 'image_url') {
      pictures.push(await readPicture(part.image_url, `${here}.image_url`, local));
    } else if (isRecord(part) && part.type === 'refusal' && typeof part.refusal === 'string') {
      texts.push(part.refusal);
    } else {
      const type = isRecord(part) && typeof part.type === 'string' ? ` '${part.type}'` : '';
      throw badRequest(
        `'${here}' is a part${type} this model does not take: text, image_url.`,
        here,
      );
    }
  }
  return { text: texts.join('\n'), pictures };
}
