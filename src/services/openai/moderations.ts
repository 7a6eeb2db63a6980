import { type ListOf, list, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { ask, fields, headers, options, token, url } from './endpoint.js';
import type { Moderation } from './types.js';

/** The input for moderation: a text, or a message part with text or an image. */
const judged: ListOf<string | JsonRecord, string | JsonRecord> = {
  schema: { type: ['string', 'object'] },
  fromText: (text) => text,
  item(value, refuse) {
    if (typeof value === 'string' || isRecord(value)) return value;
    throw refuse('text, or a part such as {"type":"image_url","image_url":{"url":"https://…"}}');
  },
};

/**
 * Checks whether texts or images are harmful.
 *
 * @returns `results` has an entry for each text: `flagged`, and a flag and a score for each
 * category. Texts and images given as parts are checked together.
 * @see https://platform.openai.com/docs/api-reference/moderations/create
 */
export const createModeration = method('openai', 'CreateModeration', {
  effect: 'read',
  params: {
    url,
    token,
    model: text('Name of the model; the server has a default', {
      optional: true,
      example: 'omni-moderation-latest',
    }),
    input: list(judged, 'Text, or a list of texts or parts', {
      example: 'I want to hug them all.',
    }),
    options,
    headers,
  },
  async run({ url, token, model, input, options, headers }, call): Promise<Moderation> {
    const json = fields({ model, input: asSent(input) }, options);
    return ask(call, 'POST', '/moderations', { url, token, headers, json });
  },
});

/** The API accepts lists of texts or lists of parts: a text in a list of parts becomes a part. */
function asSent(input: readonly (string | JsonRecord)[]): unknown {
  if (input.every((item) => typeof item === 'string')) return input.length === 1 ? input[0] : input;
  return input.map((item) => (typeof item === 'string' ? { type: 'text', text: item } : item));
}
