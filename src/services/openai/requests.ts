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
import { type Picture, picture, pictureParts } from './picture.js';
import { textOf } from './reasoning.js';
import type { ChatChunk, ChatCompletion, Embeddings, Images, Message } from './types.js';

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

const messages = list(
  oneMessage,
  'The conversation so far; plain text is one message of the user',
  {
    option: 'msgs',
    example: 'Hello! What can you do?',
  },
);

/**
 * Asks a model and returns its answer.
 *
 * The messages may hold pictures: parts of the Responses API, as GetImageMessageStructure makes them
 * from a file ID, are turned into what chat servers know, the file fetched from the same server.
 *
 * What a server refuses is said otherwise, where there is another way: the role `developer` as
 * `system`, `max_tokens` by its other name, a `response_format` as a simpler one or in words (the
 * answer is checked then), pictures by URL as Base64.
 *
 * @returns The server's answer: `choices[0].message.content` is the reply, `usage` the tokens.
 * @throws {InputError} A message is no message. Nothing was sent.
 * @throws {HttpError} The server refused, or does not hand out a file.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export const getResponse = method('openai', 'GetResponse', {
  effect: 'read',
  params: { url, token, model: model('gpt-5-mini', 'oint-guide'), messages, options, headers },
  run: (chat, call): Promise<ChatCompletion> => wholeAnswer(chat, call),
  stream: (chat, call): Promise<ChatStream> => streamChat(chat, call),
  text: (completion: ChatCompletion) => textOf(completion?.choices?.[0]?.message),
  textOf: (chunk: ChatChunk) => textOfChunk(chunk),
});

/**
 * Asks a model and gives its answer as it comes, chunk by chunk; leaving the loop or the call's
 * signal ends it. `result()` is what has come so far, as one answer.
 *
 * @example
 * const stream = await openai.streamResponse({ url, token, model, messages: 'Tell me a story' });
 * for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
 *
 * @throws {ResponseError} The stream broke off; its `partial` is what had come.
 * @see https://platform.openai.com/docs/api-reference/chat-streaming
 */
export const streamResponse = getResponse.stream;

/**
 * Generates pictures from a description.
 *
 * @returns `data` holds a `url` or the picture's Base64 (`b64_json`) for each.
 * @see https://platform.openai.com/docs/api-reference/images/create
 */
export const getImages = method('openai', 'GetImages', {
  effect: 'read',
  params: {
    url,
    token,
    model: model('gpt-image-1'),
    description: record('What to draw: see GetImageDescriptionStructure', {
      option: 'descr',
      example: "{'prompt':'Yellow alpaca','n':1,'size':'1024x1024'}",
    }),
    headers,
  },
  async run({ url, token, model, description, headers }, call): Promise<Images> {
    const json = { model, ...description };
    return ask(call, 'POST', '/images/generations', { url, token, headers, json });
  },
});

/**
 * Turns texts into vectors, to be compared or stored.
 *
 * @returns `data` holds an `embedding` for each text, in the texts' order: numbers, or with the
 * option `encoding_format: base64` Base64, whichever the server sends.
 * @see https://platform.openai.com/docs/api-reference/embeddings/create
 */
export const getEmbeddings = method('openai', 'GetEmbeddings', {
  effect: 'read',
  params: {
    url,
    token,
    model: model('text-embedding-3-small', 'oint-hash'),
    input: list(texts, 'The text, or a list of texts', { example: 'What is 1C:Enterprise?' }),
    options,
    headers,
  },
  async run({ url, token, model, input, options, headers }, call): Promise<Embeddings> {
    const json = { model, input, ...options };
    const asked = { url, token, headers, json };
    return asAsked(await ask<Embeddings>(call, 'POST', '/embeddings', asked), options);
  },
});

const role = text('Who speaks', {
  values: ['user', 'assistant', 'system', 'developer'],
  example: 'user',
});
const messageText = text('Text of the message', { example: 'What is 1C:Enterprise?' });
const speaker = text('Name of the one who speaks', { optional: true });

function message(role: string, content: string, name?: string): Message {
  return { role, content, ...(name && { name }) };
}

/** Makes a message for the list of messages of GetResponse. Nothing is sent. */
export const getMessageStructure = method('openai', 'GetMessageStructure', {
  effect: 'read',
  offline: true,
  params: { role, text: messageText, name: speaker },
  run: ({ role, text, name }): Message => message(role, text, name),
});

/** Makes a message of the user. Nothing is sent. */
export const getUserMessage = method('openai', 'GetUserMessage', {
  effect: 'read',
  offline: true,
  params: { text: messageText, name: speaker },
  run: ({ text, name }): Message => message('user', text, name),
});

/** Makes a message of the model, as from an earlier answer. Nothing is sent. */
export const getAssistantMessage = method('openai', 'GetAssistantMessage', {
  effect: 'read',
  offline: true,
  params: { text: messageText },
  run: ({ text }): Message => message('assistant', text),
});

/** Makes a system message: what the model is to be and to heed. Nothing is sent. */
export const getSystemMessage = method('openai', 'GetSystemMessage', {
  effect: 'read',
  offline: true,
  params: { text: messageText },
  run: ({ text }): Message => message('system', text),
});

/**
 * Makes a message with a picture, for the list of messages of GetResponse.
 *
 * A file ID (from UploadFile) gives the reference's structure, which GetResponse resolves; a path,
 * URL or bytes give the chat form, with the picture in it. Only a picture that is read from disk or
 * memory is looked at; nothing is sent.
 *
 * @throws {InputError} There is no such file, or it is no picture.
 * @see https://platform.openai.com/docs/guides/images-vision
 */
export const getImageMessageStructure = method('openai', 'GetImageMessageStructure', {
  effect: 'read',
  offline: true,
  params: {
    role,
    file: picture('The picture: file ID, path, URL or Base64', { example: 'picture.jpg' }),
    prompt: text('What is asked about it', { optional: true, example: 'What is in this image?' }),
  },
  run: (
    { role, file, prompt }: { role: string; file: Picture; prompt: string | undefined },
    call,
  ) => pictureParts(file, prompt, call).then((content): Message => ({ role, content })),
});

/**
 * Makes the description that GetImages takes. Nothing is sent.
 *
 * @see https://platform.openai.com/docs/api-reference/images/create
 */
export const getImageDescriptionStructure = method('openai', 'GetImageDescriptionStructure', {
  effect: 'read',
  offline: true,
  params: {
    prompt: text('What is to be seen', { example: 'Yellow alpaca' }),
    count: number('How many pictures', { option: 'amount', example: '1' }),
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
