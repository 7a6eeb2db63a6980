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

/** A large model is first loaded from disk, and then it thinks. */
const deadlines = { firstByteTimeout: 20 * 60_000 };

/**
 * Gets the version of an Ollama server.
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

/** The fields of every request, and the caller's additional ones. */
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
 * Generates a response to a prompt.
 *
 * The deadlines suit a model that must be loaded first: the response may take 20 minutes to start.
 *
 * @returns `response` is the reply, `thinking` the reasoning of a reasoning model, `eval_count` the
 * number of tokens.
 * @throws {HttpError} The model is not on the server, or the server refused.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-completion
 */
export const getResponse = method('ollama', 'GetResponse', {
  effect: 'read',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model,
    prompt: text('Prompt', { example: 'What is 1C:Enterprise?' }),
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

/** An item of a conversation: a message, or text for a user message. */
const oneMessage: ListOf<Message | string, Message> = {
  schema: { type: 'object', properties: { role: { type: 'string' }, content: {} } },
  fromText: (content) => content,
  item(value, refuse) {
    if (typeof value === 'string') return { role: 'user', content: value };
    if (isRecord(value) && typeof value.role === 'string') return value as Message;
    throw refuse("a message, such as {'role':'user','content':'Hello!'}");
  },
};

interface Chatting extends Asking {
  messages: Message[];
}

/** The conversation in Ollama's form: images as bare Base64. */
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
 * Generates the next message of a conversation.
 *
 * The deadlines suit a model that must be loaded first: the response may take 20 minutes to start.
 *
 * @returns `message` is the reply: add it to the messages to continue. `message.thinking` is the
 * reasoning of a reasoning model, `message.tool_calls` are its tool calls.
 * @throws {InputError} A message is not valid. Nothing was sent.
 * @throws {HttpError} The model is not on the server, or the server refused.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion
 */
export const getContextResponse = method('ollama', 'GetContextResponse', {
  effect: 'read',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model,
    messages: list(
      oneMessage,
      'Messages of the conversation so far; plain text is one user message',
      {
        option: 'msgs',
        example: "[{'role':'user','content':'Hello!'}]",
      },
    ),
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
 * Creates embeddings: vectors of texts, to compare or store.
 *
 * @returns `embeddings` has a vector for each text, in order.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings
 */
export const getEmbeddings = method('ollama', 'GetEmbeddings', {
  effect: 'read',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model,
    input: list(texts, 'Text, or a list of texts', { example: 'Why is the sky blue?' }),
    options,
    headers,
  },
  async run({ url, model, input, options, headers }, call): Promise<Embeddings> {
    const json = { model, input, ...filled(options) };
    return (await request(call, 'POST', endpoint(url, 'embed'), { headers, json })) as Embeddings;
  },
});

/**
 * Creates the additional fields for GetResponse. Nothing is sent.
 *
 * @returns A record of fields. Empty ones are not sent.
 */
export const getRequestParameterStructure = structure(
  'ollama',
  'GetRequestParameterStructure',
  requestFields,
);

/**
 * Creates the additional fields for GetEmbeddings. Nothing is sent.
 *
 * @returns A record of fields. Empty ones are not sent.
 */
export const getEmbeddingsParameterStructure = structure(
  'ollama',
  'GetEmbeddingsParameterStructure',
  embeddingsFields,
);

/**
 * Creates the additional fields for GetContextResponse. Nothing is sent.
 *
 * @returns A record of fields. Empty ones are not sent.
 */
export const getContextParameterStructure = structure(
  'ollama',
  'GetContextParameterStructure',
  contextFields,
);

/** A tool call: a record, or its JSON text. */
const oneTool: ListOf<ToolCall | string, ToolCall> = {
  schema: { type: 'object' },
  item(value, refuse) {
    const found = typeof value === 'string' ? parsed(value) : value;
    if (isRecord(found)) return found;
    throw refuse(
      "a tool call, such as {'function':{'name':'weather','arguments':{'city':'Paris'}}}",
    );
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
 * Creates a message for GetContextResponse.
 *
 * Images are read and converted to Base64, the only form that Ollama accepts: images given by URL
 * are downloaded. Nothing else uses the network.
 *
 * @throws {InputError} A file does not exist or is not an image.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion
 */
export const getContextMessageStructure = method('ollama', 'GetContextMessageStructure', {
  effect: 'read',
  offline: true,
  params: {
    role: text('Role of the speaker', {
      values: ['user', 'assistant', 'system', 'tool'],
      example: 'user',
    }),
    text: text('Text of the message', { example: 'Hello!' }),
    images: pictures('Images for vision models: paths, URLs or Base64', {
      optional: true,
      reach: 'read',
    }),
    tools: list(oneTool, 'Tool calls of the model, from its response', { optional: true }),
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
