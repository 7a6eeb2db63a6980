import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { InputError } from '../../core/errors/errors.js';

/**
 * Returns a button for a keyboard: it sends a value to the bot, or opens a URL.
 *
 * @throws {InputError} Neither a value nor a URL was given.
 */
export const makeActionButton = method('vkteams', 'MakeActionButton', {
  effect: 'read',
  offline: true,
  params: {
    text: text('Text of the button', { example: 'Yes' }),
    data: text('Value for the event of the bot', { optional: true, example: 'yes' }),
    url: text('URL to open', { optional: true }),
    style: text('Style of the button', {
      default: 'base',
      values: ['base', 'primary', 'attention'],
    }),
  },
  run({ text, data, url, style }, call) {
    if (!data && !url) {
      throw new InputError({
        method: call.method,
        message: 'a button needs a value or a URL',
        hint: `Pass ${call.label('data')} or ${call.label('url')}.`,
      });
    }
    return { text, style, ...(data && { callbackData: data }), ...(url && { url }) };
  },
});
