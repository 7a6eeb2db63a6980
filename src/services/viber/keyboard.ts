import { list, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';

/** Returns a keyboard with a row for each button. A tap sends the text of the button. */
export const createKeyboardFromArrayButton = method('viber', 'CreateKeyboardFromArrayButton', {
  effect: 'read',
  offline: true,
  params: {
    buttons: list(texts, 'Texts of the buttons', { example: "['Yes','No']" }),
    color: text('Color of the buttons', { default: '#2db9b9' }),
  },
  run: ({ buttons, color }) => ({
    Type: 'keyboard',
    Buttons: buttons.map((button) => ({
      ActionType: 'reply',
      ActionBody: button,
      Text: button,
      BgColor: color,
      Columns: 6,
      Rows: 1,
    })),
  }),
});
