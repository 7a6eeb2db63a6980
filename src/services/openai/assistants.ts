import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { ask, fields, headers, model, options, token, url } from './endpoint.js';
import { listAt } from './lists.js';
import type { Assistant, Deleted } from './types.js';

const ownHeaders = { 'openai-beta': 'assistants=v2' };

/** OpenAI shut down this API on 2026-08-26; LocalAI and others still have it. */
const hints = {
  404: 'OpenAI shut down its Assistants API on 2026-08-26; these methods are for LocalAI and other servers that still have it. With OpenAI, use CreateResponse, which accepts a model and instructions and stores conversations.',
};

const id = text('ID of the assistant', { example: 'asst_19' });

/**
 * Lists the assistants of a server. OpenAI shut down this API on 2026-08-26: use it with LocalAI
 * and other servers that still have it. OpenAI's own successor is CreateResponse.
 *
 * @returns `data` has the assistants, even if the server responds with a bare array.
 * @see https://platform.openai.com/docs/api-reference/assistants/listAssistants
 */
export const getAssistantsList = method(
  'openai',
  'GetAssistantsList',
  listAt<Assistant>('/assistants', { ownHeaders, hints }),
);

/**
 * Creates an assistant with a model and instructions. OpenAI shut down this API on 2026-08-26: use
 * it with LocalAI and other servers that still have it. OpenAI's own successor is CreateResponse.
 *
 * @see https://platform.openai.com/docs/api-reference/assistants/createAssistant
 */
export const createAssistant = method('openai', 'CreateAssistant', {
  effect: 'write',
  hints,
  params: {
    url,
    token,
    model: model('gpt-5-mini'),
    name: text('Name of the assistant', { optional: true, example: 'Math tutor' }),
    instructions: text('System instructions', {
      option: 'inst',
      optional: true,
      example: 'You are a patient math tutor.',
    }),
    options,
    headers,
  },
  async run({ url, token, model, name, instructions, options, headers }, call): Promise<Assistant> {
    const json = fields({ model, name, instructions }, options);
    return ask(call, 'POST', '/assistants', { url, ownHeaders, token, headers, json });
  },
});

/**
 * Gets an assistant by its ID. OpenAI shut down this API on 2026-08-26: use it with LocalAI and
 * other servers that still have it. OpenAI's own successor is CreateResponse.
 *
 * @see https://platform.openai.com/docs/api-reference/assistants/getAssistant
 */
export const retrieveAssistant = method('openai', 'RetrieveAssistant', {
  effect: 'read',
  hints,
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Assistant> {
    return ask(call, 'GET', path`/assistants/${id}`, { url, ownHeaders, token, headers });
  },
});

/**
 * Deletes an assistant. OpenAI shut down this API on 2026-08-26: use it with LocalAI and other
 * servers that still have it. OpenAI's own successor is CreateResponse.
 *
 * @see https://platform.openai.com/docs/api-reference/assistants/deleteAssistant
 */
export const deleteAssistant = method('openai', 'DeleteAssistant', {
  effect: 'delete',
  hints,
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Deleted> {
    return ask(call, 'DELETE', path`/assistants/${id}`, { url, ownHeaders, token, headers });
  },
});
