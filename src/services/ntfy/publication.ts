import { bytes, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { messageFields, options } from './fields.js';
import { publish } from './publish.js';
import type { Message } from './types.js';
import { token, topic, url } from './wire.js';

/**
 * Returns the template of a message's fields.
 *
 * @see https://docs.ntfy.sh/publish/
 */
export const getMessageParametersStructure = structure(
  'ntfy',
  'GetMessageParametersStructure',
  messageFields,
);

/**
 * Publishes a message to a topic, with a title, a priority, tags, buttons or a file.
 *
 * Further fields are `Filename`, `Call` (a phone number), `Cache` and `Firebase` (`no`), `Template` and
 * `Sequence-ID`. Text may have any characters. ntfy turns a message of more than 4,096 bytes into an
 * attachment.
 *
 * @returns The message with its `id`, and the `attachment` if there is one.
 * @throws {HttpError} The topic needs a token (401, 403), the attachment is too large (413), too many
 * messages were sent (429), or a UnifiedPush topic has no subscriber (507).
 * @see https://docs.ntfy.sh/publish/
 */
export const sendMessage = method('ntfy', 'SendMessage', {
  effect: 'write',
  params: {
    url,
    topic,
    message: text('Text of the message', { example: '/var is 90% full' }),
    token,
    options,
    file: bytes('File to attach', { optional: true }),
  },
  run: (given, call): Promise<Message> => publish(given, call),
});
