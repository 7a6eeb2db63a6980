/**
 * Messages, files and chats of VK Teams bots.
 *
 * @module
 */
import * as button from './button.js';
import { chats } from './chats.js';
import { common } from './common.js';
import { messages } from './messages.js';

// Typed by name, so that the published types have the docstrings.
const vkteams: typeof common & typeof messages & typeof button & typeof chats = {
  ...common,
  ...messages,
  ...button,
  ...chats,
};
export default vkteams;
