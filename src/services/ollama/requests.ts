import type { Call } from '../../core/definition/call.js';
import { type ListOf, list, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { drained } from '../../core/http/answer-stream.js';
import { requestLines } from '../../core/http/lines.js';
import { request } from '../../core/http/request.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { gatherAnswer, gatherChat, textOf } from './answer.js';
import {
  accessHints,
  endpoint,
  filled,
  headers,
  model,
  modelHints,
  options,
  url,
} from './endpoint.js';
import { LineStream } from './line-stream.js';
import { bareBase64, pictures, toBase64 } from './pictures.js';
import { contextFields, embeddingsFields, requestFields } from './structures.js';
import type { Answer, ChatAnswer, Embeddings, Message, ToolCall, Version } from './types.js';

/** A large model is loaded from disk before it says a word, and then it thinks. */
const deadlines = { firstByteTimeout: 20 * 60_000 };

/**
 * Tells the version of an Ollama server.
 *
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#version
 */
export const getVersion = method('ollama', 'GetVersion', {
  effect: 'read',
  hints: accessHints,
  params: { url, headers },
  async run({ url, headers }, call): Promise<Version> {
    return (await request(call, 'GET', endpoint(url, 'version'), { headers })) as Version;
  },
});

interface Asking {
  url: string;
  model: string;
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
}

/** What is asked for in any case, and the caller's further fields. */
function asked(own: JsonRecord, options: JsonRecord | undefined, call: Call): JsonRecord {
  const further = filled(options);
  if (!further.images) return { ...own, ...further };
  return { ...own, ...further, images: bareBase64(further.images, 'options.images', call) };
}

async function streamAnswer(
  { url, model, prompt, options, headers }: Asking & { prompt: string },
  call: Call,
): Promise<LineStream<Answer, Answer>> {
  const json = { ...asked({ model, prompt }, options, call), stream: true };
  const source = await requestLines(call, 'POST', endpoint(url, 'generate'), { headers, json });
  return new LineStream(source, gatherAnswer(), call);
}

/**
 * Asks a model one question and returns its answer.
 *
 * Deadlines suit a model that has to be loaded first: the answer may take 20 minutes to begin.
 *
 * @returns `response` is the reply, `thinking` what a reasoning model thought, `eval_count` the tokens.
 * @throws {HttpError} There is no such model on the server, or it refused.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-completion
 */
export const getResponse = method('ollama', 'GetResponse', {
  effect: 'read',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model,
    prompt: text('The question', { example: 'What is 1C:Enterprise?' }),
    options,
    headers,
  },
  async run(asking, call): Promise<Answer> {
    const { url, model, prompt, options, headers } = asking;
    if (options?.stream === true) return drained(await streamAnswer(asking, call));
    const json = asked({ model, prompt, stream: false }, options, call);
    const whole = await request(call, 'POST', endpoint(url, 'generate'), { headers, json });
    return drained(new LineStream({ whole }, gatherAnswer(), call));
  },
  stream: streamAnswer,
  text: (answer: Answer) => textOf(answer),
  textOf: (chunk: Answer) => textOf(chunk),
});

/** A conversation's item: a message, or text for a message of the user. */
const oneMessage: ListOf<Message | string, Message> = {
  schema: { type: 'object', properties: { role: { type: 'string' }, content: {} } },
  fromText: (content) => content,
  item(value, refuse) {
    if (typeof value === 'string') return { role: 'user', content: value };
    if (isRecord(value) && typeof value.role === 'string') return value as Message;
    throw refuse("a message, as {'role':'user','content':'Hello!'}");
  },
};

interface Chatting extends Asking {
  messages: Message[];
}

/** The conversation as Ollama takes it: pictures as bare Base64. */
function conversation(messages: readonly Message[], call: Call): JsonRecord[] {
  return messages.map((message, index) =>
    message.images
      ? { ...message, images: bareBase64(message.images, `messages[${index}].images`, call) }
      : message,
  );
}

async function streamChat(
  { url, model, messages, options, headers }: Chatting,
  call: Call,
): Promise<LineStream<ChatAnswer, ChatAnswer>> {
  const own = { model, messages: conversation(messages, call) };
  const json = { ...own, ...filled(options), stream: true };
  const source = await requestLines(call, 'POST', endpoint(url, 'chat'), { headers, json });
  return new LineStream(source, gatherChat(), call);
}

/**
 * Asks a model for the next message of a conversation.
 *
 * Deadlines suit a model that has to be loaded first: the answer may take 20 minutes to begin.
 *
 * @returns `message` is the reply: add it to the messages to go on. `message.thinking` is what a
 * reasoning model thought, `message.tool_calls` what it wants to have called.
 * @throws {InputError} A message is no message. Nothing was sent.
 * @throws {HttpError} There is no such model on the server, or it refused.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion
 */
export const getContextResponse = method('ollama', 'GetContextResponse', {
  effect: 'read',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model,
    messages: list(oneMessage, 'The conversation so far; plain text is one message of the user', {
      option: 'msgs',
      example: "[{'role':'user','content':'Hello!'}]",
    }),
    options,
    headers,
  },
  async run(chatting, call): Promise<ChatAnswer> {
    const { url, model, messages, options, headers } = chatting;
    if (options?.stream === true) return drained(await streamChat(chatting, call));
    const own = { model, messages: conversation(messages, call), stream: false };
    const json = { ...own, ...filled(options) };
    const whole = await request(call, 'POST', endpoint(url, 'chat'), { headers, json });
    return drained(new LineStream({ whole }, gatherChat(), call));
  },
  stream: streamChat,
  text: (answer: ChatAnswer) => textOf(answer),
  textOf: (chunk: ChatAnswer) => textOf(chunk),
});

/**
 * Turns texts into vectors, to be compared or stored.
 *
 * @returns `embeddings` holds a vector for each text, in the texts' order.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings
 */
export const getEmbeddings = method('ollama', 'GetEmbeddings', {
  effect: 'read',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model,
    input: list(texts, 'The text, or a list of texts', { example: 'Why is the sky blue?' }),
    options,
    headers,
  },
  async run({ url, model, input, options, headers }, call): Promise<Embeddings> {
    const json = { model, input, ...filled(options) };
    return (await request(call, 'POST', endpoint(url, 'embed'), { headers, json })) as Embeddings;
  },
});

/**
 * Makes the further fields that GetResponse takes as its options. Nothing is sent.
 *
 * @returns A record of fields. Those left empty are not sent.
 */
export const getRequestParameterStructure = structure(
  'ollama',
  'GetRequestParameterStructure',
  requestFields,
);

/**
 * Makes the further fields that GetEmbeddings takes as its options. Nothing is sent.
 *
 * @returns A record of fields. Those left empty are not sent.
 */
export const getEmbeddingsParameterStructure = structure(
  'ollama',
  'GetEmbeddingsParameterStructure',
  embeddingsFields,
);

/**
 * Makes the further fields that GetContextResponse takes as its options. Nothing is sent.
 *
 * @returns A record of fields. Those left empty are not sent.
 */
export const getContextParameterStructure = structure(
  'ollama',
  'GetContextParameterStructure',
  contextFields,
);

/** A tool call: a record, or JSON text of one. */
const oneTool: ListOf<ToolCall | string, ToolCall> = {
  schema: { type: 'object' },
  item(value, refuse) {
    const found = typeof value === 'string' ? parsed(value) : value;
    if (isRecord(found)) return found;
    throw refuse("a tool call, as {'function':{'name':'weather','arguments':{'city':'Paris'}}}");
  },
};

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Makes a message for the conversation of GetContextResponse.
 *
 * Pictures are read and turned into Base64, the one form that Ollama takes: one given by its URL is
 * fetched. Nothing else goes over the network.
 *
 * @throws {InputError} There is no such file, or it is no picture.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion
 */
export const getContextMessageStructure = method('ollama', 'GetContextMessageStructure', {
  effect: 'read',
  offline: true,
  params: {
    role: text('Who speaks', { values: ['user', 'assistant', 'system', 'tool'], example: 'user' }),
    text: text('Text of the message', { example: 'Hello!' }),
    images: pictures('Pictures for models that see: paths, URLs or Base64', {
      optional: true,
      local: true,
    }),
    tools: list(oneTool, 'Tool calls of the model, as its answer had them', { optional: true }),
  },
  async run({ role, text, images, tools }, call): Promise<Message> {
    const message = { role, content: text };
    const encoded = await Promise.all((images ?? []).map((image) => toBase64(image, call)));
    return {
      ...message,
      ...(encoded.length > 0 && { images: encoded }),
      ...(tools && tools.length > 0 && { tool_calls: tools }),
    };
  },
});
