import {
  type ListOf,
  list,
  number,
  record,
  text,
  texts,
} from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { streamChat, wholeAnswer } from './chat.js';
import { type ChatStream, textOfChunk } from './chat-stream.js';
import { asAsked } from './embeddings.js';
import { ask, fields, headers, model, options, token, url } from './endpoint.js';
import { imagesIn } from './images-in.js';
import { type Picture, picture, pictureParts } from './picture.js';
import { textOf } from './reasoning.js';
import type { ChatChunk, ChatCompletion, Embeddings, Images, Message } from './types.js';

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

const messages = list(
  oneMessage,
  'Messages of the conversation so far; plain text is one user message',
  {
    option: 'msgs',
    example: 'Hello! What can you do?',
  },
);

const system = text('System message, in front of the others', { optional: true });
const temperature = number('Randomness of the answer: 0 is the most likely one', {
  optional: true,
});
const maxTokens = number('Maximum length of the answer, in tokens', {
  option: 'max-tokens',
  optional: true,
});

/**
 * Creates a chat completion: asks a model and returns its answer.
 *
 * Messages can contain images: parts of the Responses API, which GetImageMessageStructure creates
 * for a file ID, are converted for chat servers, and the file is downloaded from the same server.
 *
 * `options` are other fields of the request, such as `seed` or `reasoning_effort`.
 *
 * If a server refuses something, the request is sent again in another form: the role `developer` as
 * `system`, `max_tokens` under its other name, a `response_format` as a simpler one or in the
 * prompt (the reply is then checked), images by URL as Base64.
 *
 * @returns The server's response: `choices[0].message.content` is the reply, `usage` the token
 * counts.
 * @throws {InputError} A message is not valid. Nothing was sent.
 * @throws {HttpError} The server refused, or does not return a file.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export const getResponse = method('openai', 'GetResponse', {
  effect: 'read',
  params: {
    ...{ url, token, model: model('gpt-5-mini', 'oint-guide'), messages, options, headers },
    ...{ system, temperature, maxTokens },
  },
  run: (chat, call): Promise<ChatCompletion> => wholeAnswer(chat, call),
  stream: (chat, call): Promise<ChatStream> => streamChat(chat, call),
  text: (completion: ChatCompletion) => textOf(completion?.choices?.[0]?.message),
  textOf: (chunk: ChatChunk) => textOfChunk(chunk),
});

/**
 * Asks a model and yields its answer chunk by chunk as it arrives. Leaving the loop, or the call's
 * signal, cancels it. `result()` returns everything so far as one response.
 *
 * @example
 * const stream = await openai.streamResponse({ url, token, model, messages: 'Tell me a story' });
 * for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
 *
 * @throws {ResponseError} The stream was interrupted; `partial` is what had arrived.
 * @see https://platform.openai.com/docs/api-reference/chat-streaming
 */
export const streamResponse = getResponse.stream;

/**
 * Generates images from a description.
 *
 * @returns `data` has a `url` or the Base64 (`b64_json`) of each image.
 * @see https://platform.openai.com/docs/api-reference/images/create
 */
export const getImages = method('openai', 'GetImages', {
  effect: 'read',
  params: {
    url,
    token,
    model: model('gpt-image-1'),
    description: record('Description of the image: see GetImageDescriptionStructure', {
      option: 'descr',
      example: "{'prompt':'Yellow alpaca','n':1,'size':'1024x1024'}",
    }),
    headers,
  },
  images: imagesIn,
  async run({ url, token, model, description, headers }, call): Promise<Images> {
    const json = { model, ...description };
    return ask(call, 'POST', '/images/generations', { url, token, headers, json });
  },
});

/**
 * Creates embeddings: vectors of texts, to compare or store.
 *
 * @returns `data` has an `embedding` for each text, in order: numbers, or Base64 with the option
 * `encoding_format: base64`, whatever the server sends.
 * @see https://platform.openai.com/docs/api-reference/embeddings/create
 */
export const getEmbeddings = method('openai', 'GetEmbeddings', {
  effect: 'read',
  params: {
    url,
    token,
    model: model('text-embedding-3-small', 'oint-hash'),
    input: list(texts, 'Text, or a list of texts', { example: 'What is 1C:Enterprise?' }),
    options,
    headers,
  },
  async run({ url, token, model, input, options, headers }, call): Promise<Embeddings> {
    const json = { model, input, ...options };
    const asked = { url, token, headers, json };
    return asAsked(await ask<Embeddings>(call, 'POST', '/embeddings', asked), options);
  },
});

const role = text('Role of the speaker', {
  values: ['user', 'assistant', 'system', 'developer'],
  example: 'user',
});
const messageText = text('Text of the message', { example: 'What is 1C:Enterprise?' });
const speaker = text('Name of the speaker', { optional: true });

function message(role: string, content: string, name?: string): Message {
  return { role, content, ...(name && { name }) };
}

/** Creates a message with a role for GetResponse. Nothing is sent. */
export const getMessageStructure = method('openai', 'GetMessageStructure', {
  effect: 'read',
  offline: true,
  params: { role, text: messageText, name: speaker },
  run: ({ role, text, name }): Message => message(role, text, name),
});

/** Creates a user message. Nothing is sent. */
export const getUserMessage = method('openai', 'GetUserMessage', {
  effect: 'read',
  offline: true,
  params: { text: messageText, name: speaker },
  run: ({ text, name }): Message => message('user', text, name),
});

/** Creates an assistant message, for an earlier answer of the model in the conversation. Nothing is sent. */
export const getAssistantMessage = method('openai', 'GetAssistantMessage', {
  effect: 'read',
  offline: true,
  params: { text: messageText },
  run: ({ text }): Message => message('assistant', text),
});

/** Creates a system message: how the model should behave. Nothing is sent. */
export const getSystemMessage = method('openai', 'GetSystemMessage', {
  effect: 'read',
  offline: true,
  params: { text: messageText },
  run: ({ text }): Message => message('system', text),
});

/**
 * Creates a message with an image for GetResponse.
 *
 * For a file ID (from UploadFile), the result is the reference's structure, which GetResponse
 * resolves; for a path, URL or bytes it is the chat form with the image. Only images from disk or
 * memory are read and checked; nothing is sent.
 *
 * @throws {InputError} The file does not exist or is not an image.
 * @see https://platform.openai.com/docs/guides/images-vision
 */
export const getImageMessageStructure = method('openai', 'GetImageMessageStructure', {
  effect: 'read',
  offline: true,
  params: {
    role,
    file: picture('Image: file ID, path, URL or Base64', { example: 'picture.jpg' }),
    prompt: text('Question about the image', { optional: true, example: 'What is in this image?' }),
  },
  run: (
    { role, file, prompt }: { role: string; file: Picture; prompt: string | undefined },
    call,
  ) => pictureParts(file, prompt, call).then((content): Message => ({ role, content })),
});

/**
 * Creates the description of an image for GetImages. Nothing is sent.
 *
 * @see https://platform.openai.com/docs/api-reference/images/create
 */
export const getImageDescriptionStructure = method('openai', 'GetImageDescriptionStructure', {
  effect: 'read',
  offline: true,
  params: {
    prompt: text('What the image should show', { example: 'Yellow alpaca' }),
    count: number('Number of images', { option: 'amount', example: '1' }),
    background: text('Background', {
      option: 'bg',
      optional: true,
      values: ['transparent', 'opaque', 'auto'],
    }),
    size: text('Size in pixels', {
      optional: true,
      values: ['1024x1024', '1536x1024', '1024x1536', 'auto'],
    }),
    options,
  },
  run: ({ prompt, count, background, size, options }): JsonRecord =>
    fields({ prompt, n: count, background, size }, options),
});
