import { number } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { filter, filterFields, queryOf } from './filter.js';
import { poll } from './poll.js';
import { Subscription } from './subscription.js';
import type { Message, Messages } from './types.js';
import { token, topic, url } from './wire.js';

/**
 * Returns the template of a filter for GetMessages.
 *
 * @see https://docs.ntfy.sh/subscribe/api/
 */
export const getFilterParametersStructure = structure(
  'ntfy',
  'GetFilterParametersStructure',
  filterFields,
);

/**
 * Gets the messages of a topic that the server still has in its cache, oldest first.
 *
 * Without a filter, all of them. `limit` returns only the newest. Further fields are `scheduled` (`true`
 * for messages with a delay, too), `id`, `message`, `title`, `priority` and `tags`. Several topics are
 * separated by commas.
 *
 * @returns The messages.
 * @throws {HttpError} The topic needs a token (401, 403), or too many requests were sent (429).
 * @see https://docs.ntfy.sh/subscribe/api/
 */
export const getMessages = method('ntfy', 'GetMessages', {
  effect: 'read',
  params: { url, topic, token, filter },
  async run({ filter = {}, ...from }, call): Promise<Message[]> {
    const found = await poll({ ...from, query: { since: 'all', ...queryOf(filter) } }, call);
    const limit = Number(filter.limit);
    return limit > 0 ? found.slice(-limit) : found;
  },
  rows: (messages) => messages,
});

/**
 * Receives the messages of a topic as they arrive, until a number of them, a silence or Ctrl-C.
 *
 * With `--stream`, each message is printed as it arrives. A lost connection is opened again, and
 * continues after the last message, so that none is missed that the server still has. `since` of the
 * filter begins with older messages.
 *
 * @returns `messages`.
 * @throws {HttpError} The topic needs a token (401, 403), or too many requests were sent (429).
 * @throws {ConnectionError} The server could not be reached at first.
 * @see https://docs.ntfy.sh/subscribe/api/
 */
export const subscribe = method('ntfy', 'Subscribe', {
  effect: 'read',
  params: {
    url,
    topic,
    token,
    filter,
    count: number('Number of messages to wait for; 0 for any', { default: 0 }),
    silence: number('Silence in milliseconds that ends it; 0 for none', { default: 0 }),
  },
  deadlines: { timeout: 2 ** 31 - 1 },
  run: async (given, call): Promise<Messages> =>
    Subscription.all(await Subscription.start(given, call)),
  stream: (given, call) => Subscription.start(given, call),
  rows: ({ messages }) => messages,
  text: ({ messages }) => messages.map(({ message }) => message).join('\n'),
  textOf: ({ message }) => `${message}\n`,
});
