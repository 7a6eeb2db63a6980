import type { Call } from '../../core/definition/call.js';
import { drained } from '../../core/http/answer-stream.js';
import { exchange } from '../../core/http/request.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { mended } from './assembly.js';
import { type ChatSource, readChat } from './chat-answer.js';
import { ChatStream } from './chat-stream.js';
import { endpoint, result } from './endpoint.js';
import { jsonAlone } from './json-answer.js';
import { forChat, pictureInside } from './messages.js';
import { retryVariants, schemaOf } from './retry-variants.js';
import type { ChatCompletion, Message } from './types.js';

/** What GetResponse is called with. */
interface Chat {
  url: string;
  token: string;
  model: string;
  messages: Message[];
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
}

/** What was asked in the end, beside the server's answer to it. */
interface Sent {
  answer: ChatSource;
  /** True where one answer was asked for. */
  single: boolean;
  /** True where the server took no `response_format`, or another one than the caller's. */
  formatIsInWords: boolean;
  schema: JsonRecord | undefined;
}

/** Sends a chat, its messages made fit for chat servers, and then its fields for this very one. */
async function sendChat(chat: Chat, call: Call, asStream: boolean): Promise<Sent> {
  const to = endpoint(chat.url, '/chat/completions');
  const original: JsonRecord = {
    // The counts of tokens come only to those who ask for them.
    ...(asStream && { stream_options: { include_usage: true } }),
    model: chat.model,
    messages: await forChat(chat.messages, chat, call),
    ...chat.options,
    ...(asStream && { stream: true }),
  };
  const accept = asStream ? { accept: 'text/event-stream, application/json' } : undefined;
  const spec = { ...to, token: chat.token, headers: chat.headers, ownHeaders: accept };
  const { answer, json } = await retryVariants<ChatSource>(original, {
    given: chat.options ?? {},
    send: (json) => exchange(call, 'POST', to.url, { ...spec, json }, readChat),
    inline: (picture) => pictureInside(picture, call),
    onChange: (words) => call.debug(() => `  asked in other words, as it was refused: ${words}`),
  });
  const { n, response_format: format } = original;
  return {
    answer,
    single: !(Number(n) > 1),
    formatIsInWords: format !== undefined && json.response_format !== format,
    schema: schemaOf(original),
  };
}

/** The answer as it comes. */
export async function streamChat(chat: Chat, call: Call): Promise<ChatStream> {
  const { answer, single } = await sendChat(chat, call, true);
  return new ChatStream(answer, call, { single });
}

/** The whole of the answer, also where it comes as a stream. */
export async function wholeAnswer(chat: Chat, call: Call): Promise<ChatCompletion> {
  const asStream = chat.options?.stream === true;
  const { answer, single, formatIsInWords, schema } = await sendChat(chat, call, asStream);
  const completion =
    'whole' in answer && !asStream
      ? mended(result(answer.whole), single)
      : await drained(new ChatStream(answer, call, { single }));
  return formatIsInWords ? jsonAlone(completion, schema, call) : completion;
}
