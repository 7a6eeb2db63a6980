import { isRecord, type JsonRecord } from '../core/is-record.js';
import { flag, requiredText, wholeNumber } from './checks.js';
import { badRequest } from './errors.js';
import { type Picture, readPicture } from './pictures.js';

/** A message of a conversation: its text, and the pictures that came with it. */
export interface ChatMessage {
  role: string;
  text: string;
  pictures: readonly Picture[];
}

/** A request for a chat completion, checked. */
export interface ChatRequest {
  model: string;
  messages: readonly ChatMessage[];
  stream: boolean;
  /** Whether the stream ends with the token counts. */
  includeUsage: boolean;
  /** How many answers. */
  n: number;
  /** Texts before which an answer ends. */
  stop: readonly string[];
  mostTokens: number | undefined;
}

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];
const NO_LIMIT = Number.POSITIVE_INFINITY;

export function readChatRequest(body: JsonRecord): ChatRequest {
  refuseWhatCannotBe(body);
  const stream = flag(body, 'stream');
  return {
    model: requiredText(body, 'model'),
    messages: readMessages(body.messages),
    stream,
    includeUsage: readIncludeUsage(body, stream),
    n: wholeNumber(body, 'n', { least: 1, most: 128 }) ?? 1,
    stop: readStop(body.stop),
    mostTokens:
      wholeNumber(body, 'max_completion_tokens', { least: 1, most: NO_LIMIT }) ??
      wholeNumber(body, 'max_tokens', { least: 1, most: NO_LIMIT }),
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

function readMessages(messages: unknown): readonly ChatMessage[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest("'messages' must be a list of one message or more.", 'messages');
  }
  return messages.map((message, index) => readMessage(message, `messages[${index}]`));
}

function readMessage(message: unknown, at: string): ChatMessage {
  if (!isRecord(message)) throw badRequest(`'${at}' must be an object.`, at);
  const { role, content } = message;
  if (typeof role !== 'string' || !ROLES.includes(role)) {
    throw badRequest(`'${at}.role' is one of ${ROLES.join(', ')}.`, `${at}.role`);
  }
  if (typeof content === 'string') return { role, text: content, pictures: [] };
  if (Array.isArray(content)) return { role, ...readParts(content, `${at}.content`) };
  const mayBeEmpty = role === 'assistant' || role === 'function';
  if (mayBeEmpty && (content === undefined || content === null)) {
    return { role, text: '', pictures: [] };
  }
  throw badRequest(`'${at}.content' must be a text or a list of parts.`, `${at}.content`);
}

function readParts(parts: readonly unknown[], at: string): Pick<ChatMessage, 'text' | 'pictures'> {
  const texts: string[] = [];
  const pictures: Picture[] = [];
  parts.forEach((part, index) => {
    const here = `${at}[${index}]`;
    if (isRecord(part) && part.type === 'text' && typeof part.text === 'string') {
      texts.push(part.text);
    } else if (isRecord(part) && part.type === 'image_url') {
      pictures.push(readPicture(part.image_url, `${here}.image_url`));
    } else if (isRecord(part) && part.type === 'refusal' && typeof part.refusal === 'string') {
      texts.push(part.refusal);
    } else {
      const type = isRecord(part) && typeof part.type === 'string' ? ` '${part.type}'` : '';
      throw badRequest(
        `'${here}' is a part${type} this model does not take: text, image_url.`,
        here,
      );
    }
  });
  return { text: texts.join('\n'), pictures };
}
