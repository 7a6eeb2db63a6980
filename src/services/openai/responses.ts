import type { Call } from '../../core/definition/call.js';
import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { ResponseError } from '../../core/errors/errors.js';
import { drained } from '../../core/http/answer-stream.js';
import { readJsonIfAny } from '../../core/http/read.js';
import { exchange, request } from '../../core/http/request.js';
import { serverWords } from '../../core/http/server-words.js';
import { requestEvents } from '../../core/http/sse.js';
import { path } from '../../core/http/url.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { endpoint, headers, model, options, result, token, url } from './endpoint.js';
import { EventStream } from './event-stream.js';
import { listIn } from './lists.js';
import { modelResponse, ResponseGathering } from './response-gathering.js';
import { forResponses, type InputItem, input } from './response-input.js';
import type { Deleted, ModelResponse, ResponseEvent, ResponseItem } from './types.js';

const CHAT = 'GetResponse uses chat completions, which more servers support.';
const hints = {
  404: (call: Call) => `Check ${call.destination}, and the names and IDs in the call. ${CHAT}`,
  405: CHAT,
  501: CHAT,
};

interface Asked {
  url: string;
  token: string;
  model: string;
  input: readonly InputItem[];
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
}

function responseRequest({ url, token, model, input, options, headers }: Asked) {
  const to = endpoint(url, '/responses');
  return {
    to,
    spec: { ...to, token, headers },
    json: { model, input: forResponses(input), ...options },
  };
}

async function streamed(asked: Asked, call: Call) {
  const { to, spec, json } = responseRequest(asked);
  const sent = { ...spec, json: { ...json, stream: true } };
  const events = await requestEvents(call, 'POST', to.url, sent);
  return new EventStream<ResponseEvent, ModelResponse>(events, new ResponseGathering(), call);
}

/**
 * Creates a response with the Responses API.
 *
 * This is the API of OpenAI’s newer models: the server stores conversations and has its own tools.
 * `options` accepts `instructions`, `tools`, `previous_response_id` to continue a conversation,
 * `background` for long tasks, `store` and more. Messages from GetImageMessageStructure and
 * GetUserMessage work as input.
 *
 * @returns The server's response: `output` has the items the model generated, `output_text` the
 * text.
 * @throws {ResponseError} The server started and then failed.
 * @example
 * const stream = await openai.createResponse.stream({ url, token, model, input: 'Tell me a story' });
 * for await (const event of stream) {
 *   if (event.type === 'response.output_text.delta') process.stdout.write(String(event.delta));
 * }
 *
 * @see https://platform.openai.com/docs/api-reference/responses/create
 */
export const createResponse = method('openai', 'CreateResponse', {
  effect: 'write',
  hints,
  params: { url, token, model: model('gpt-5-mini'), input, options, headers },
  async run(asked, call): Promise<ModelResponse> {
    if (asked.options?.stream === true) return drained(await streamed(asked, call));
    const { to, spec, json } = responseRequest(asked);
    return succeeded(await request(call, 'POST', to.url, { ...spec, json }), call);
  },
  stream: (asked, call) => streamed(asked, call),
  text: textIn,
  textOf: ({ type, delta }: ResponseEvent) =>
    type === 'response.output_text.delta' && typeof delta === 'string' ? delta : undefined,
});

function textIn(response: ModelResponse): string | undefined {
  return typeof response?.output_text === 'string' ? response.output_text : undefined;
}

/** A failure can also come with status 200. */
function succeeded(answer: unknown, { method, redactor }: Call): ModelResponse {
  const response = modelResponse(answer);
  if (response?.status !== 'failed') return response;
  const words = serverWords(redactor.deep({ error: response.error }));
  const error = new ResponseError({ method, message: `the server failed to respond: ${words}` });
  error.partial = redactor.deep(response);
  throw error;
}

const id = text('Response ID', { example: 'resp_12' });

/**
 * Gets a stored response by its ID.
 *
 * Also use it to poll a response that is generated in the background.
 *
 * @returns The response: `status` is `queued` or `in_progress` until it is `completed`.
 * @see https://platform.openai.com/docs/api-reference/responses/get
 */
export const getStoredResponse = method('openai', 'GetStoredResponse', {
  effect: 'read',
  params: { url, token, id, options, headers },
  async run({ url, token, id, options, headers }, call): Promise<ModelResponse> {
    const to = endpoint(url, path`/responses/${id}`);
    const spec = { ...to, token, headers, query: options };
    return modelResponse(await request(call, 'GET', to.url, spec));
  },
  text: textIn,
});

/**
 * Deletes a stored response.
 *
 * @returns `deleted` is true if the response was deleted.
 * @see https://platform.openai.com/docs/api-reference/responses/delete
 */
export const deleteStoredResponse = method('openai', 'DeleteStoredResponse', {
  effect: 'delete',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Deleted> {
    const to = endpoint(url, path`/responses/${id}`);
    const answer = await exchange(call, 'DELETE', to.url, { ...to, token, headers }, readJsonIfAny);
    // Some servers, like OpenAI's own specification, send no body.
    return result(answer ?? { id, object: 'response', deleted: true });
  },
});

/**
 * Cancels a response that is generated in the background.
 *
 * @returns The response: `status` is `cancelled`.
 * @see https://platform.openai.com/docs/api-reference/responses/cancel
 */
export const cancelResponse = method('openai', 'CancelResponse', {
  effect: 'write',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<ModelResponse> {
    const to = endpoint(url, path`/responses/${id}/cancel`);
    return modelResponse(await request(call, 'POST', to.url, { ...to, token, headers }));
  },
});

/**
 * Lists the input items of a stored response.
 *
 * @returns `data` has the messages and items of its input, newest first; `options` accepts `order`
 * and `after`.
 * @see https://platform.openai.com/docs/api-reference/responses/input-items
 */
export const listResponseInputItems = method(
  'openai',
  'ListResponseInputItems',
  listIn<ResponseItem>(id, (id) => path`/responses/${id}/input_items`),
);
