import type { Call } from '../../core/definition/call.js';
import { drained } from '../../core/http/answer-stream.js';
import { exchange } from '../../core/http/request.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { mended } from './assembly.js';
import { type ChatSource, readChat } from './chat-answer.js';
import { ChatStream } from './chat-stream.js';
import { endpoint, fields, result } from './endpoint.js';
import { jsonAlone } from './json-answer.js';
import { forChat, pictureInside } from './messages.js';
import { retryVariants, schemaOf } from './retry-variants.js';
import type { ChatCompletion, Message } from './types.js';

/** The input of GetResponse. */
interface Chat {
  url: string;
  token: string;
  model: string;
  messages: Message[];
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
  system?: string | undefined;
  temperature?: number | undefined;
  maxTokens?: number | undefined;
}

/** The final request, with the server's response. */
interface Sent {
  answer: ChatSource;
  /** True if one choice was requested. */
  single: boolean;
  /** True if the server does not support the caller's `response_format`. */
  formatIsInWords: boolean;
  schema: JsonRecord | undefined;
}

/** Sends a chat request, its messages converted for chat servers, and then adapted to this server. */
async function sendChat(chat: Chat, call: Call, asStream: boolean): Promise<Sent> {
  const to = endpoint(chat.url, '/chat/completions');
  const { model, temperature, maxTokens } = chat;
  const messages = await forChat(messagesOf(chat), chat, call);
  const more = fields({ temperature, max_tokens: maxTokens }, chat.options);
  const original: JsonRecord = asStream
    ? {
        // Token counts are only sent on request.
        stream_options: { include_usage: true },
        ...{ model, messages, ...more },
        stream: true,
      }
    : { model, messages, ...more };
  const accept = asStream ? { accept: 'text/event-stream, application/json' } : undefined;
  const spec = { ...to, token: chat.token, headers: chat.headers, ownHeaders: accept };
  const { answer, json } = await retryVariants<ChatSource>(original, {
    given: chat.options ?? {},
    send: (json) => exchange(call, 'POST', to.url, { ...spec, json }, readChat),
    inline: (picture) => pictureInside(picture, call),
    onChange: (words) => call.debug(() => `  retrying with a changed request after: ${words}`),
  });
  const { n, response_format: format } = original;
  return {
    answer,
    single: !(Number(n) > 1),
    formatIsInWords: format !== undefined && json.response_format !== format,
    schema: schemaOf(original),
  };
}

function messagesOf({ system, messages }: Chat): Message[] {
  return system === undefined ? messages : [{ role: 'system', content: system }, ...messages];
}

/** The response as it arrives. */
export async function streamChat(chat: Chat, call: Call): Promise<ChatStream> {
  const { answer, single } = await sendChat(chat, call, true);
  return new ChatStream(answer, call, { single });
}

/** The whole response, even if it is streamed. */
export async function wholeAnswer(chat: Chat, call: Call): Promise<ChatCompletion> {
  const asStream = chat.options?.stream === true;
  const { answer, single, formatIsInWords, schema } = await sendChat(chat, call, asStream);
  const completion =
    'whole' in answer && !asStream
      ? mended(result(answer.whole), single)
      : await drained(new ChatStream(answer, call, { single }));
  return formatIsInWords ? jsonAlone(completion, schema, call) : completion;
}
