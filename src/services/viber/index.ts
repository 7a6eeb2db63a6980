/**
 * Messages and channel posts of Viber bots.
 *
 * @module
 */
import { account } from './account.js';
import * as keyboard from './keyboard.js';
import { messages } from './messages.js';

// Typed by name, so that the published types have the docstrings.
const viber: typeof account & typeof messages & typeof keyboard = {
  ...account,
  ...messages,
  ...keyboard,
};
export default viber;
