import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { request } from '../../core/http/request.js';
import type { Message } from './types.js';
import { common, endpoint, token, topic, url } from './wire.js';

/**
 * Deletes a message: subscribers remove its notification.
 *
 * The server publishes an event about it. It needs ntfy 2.16 or later. The message stays in the cache of
 * the server until it expires.
 *
 * @returns The event, `message_delete`.
 * @throws {HttpError} The topic needs a token (401, 403), or the server cannot delete messages (404, 405).
 * @see https://docs.ntfy.sh/publish/
 */
export const deleteMessage = method('ntfy', 'DeleteMessage', {
  effect: 'delete',
  params: {
    url,
    topic,
    id: text('ID of the message, or its sequence ID', { example: 'hwQ2YpKdmg' }),
    token,
  },
  hints: { 405: 'Deleting messages needs ntfy 2.16 or later.' },
  async run({ url, topic, id, token }, call): Promise<Message> {
    const spec = common(token, call);
    return (await request(call, 'DELETE', endpoint(url, topic, id), spec)) as Message;
  },
});
