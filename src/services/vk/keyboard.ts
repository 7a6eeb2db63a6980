import { list, texts } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';

/** What VK accepts: buttons in a row, in a keyboard, and characters on a button. */
const IN_ROW = 5;
const MOST = 40;
const LONGEST = 40;

/**
 * Returns a keyboard for WriteMessage, as JSON. A tap sends the text of the button.
 *
 * @throws {InputError} There are more than 40 buttons, or a text has more than 40 characters.
 * @see https://dev.vk.com/api/bots/development/keyboard
 */
export const formKeyboard = method('vk', 'FormKeyboard', {
  effect: 'read',
  offline: true,
  params: { buttons: list(texts, 'Texts of the buttons', { example: "['Yes','No']" }) },
  run({ buttons }, call) {
    if (buttons.length > MOST) {
      const what = ` must have up to ${MOST} buttons, not ${buttons.length}`;
      throw inputError(callContext(call, 'buttons'), what);
    }
    const long = buttons.findIndex((text) => [...text].length > LONGEST);
    if (long >= 0) {
      const what = ` must have up to ${LONGEST} characters`;
      throw inputError(callContext(call, `buttons[${long}]`), what);
    }
    const each = buttons.map((label) => ({ action: { type: 'text', label } }));
    const rows = Array.from({ length: Math.ceil(each.length / IN_ROW) }, (_, row) =>
      each.slice(row * IN_ROW, (row + 1) * IN_ROW),
    );
    return JSON.stringify({ one_time: false, buttons: rows });
  },
});
