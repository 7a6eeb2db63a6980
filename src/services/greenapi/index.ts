/**
 * Messages, groups and notifications of WhatsApp accounts at GREEN-API.
 *
 * @module
 */
import { account } from './account.js';
import { groups } from './groups.js';
import { logs } from './logs.js';
import { messages } from './messages.js';
import { notifications } from './notifications.js';
import { queue } from './queue.js';

// Typed by name, so that the published types have the docstrings.
const greenapi: typeof account &
  typeof groups &
  typeof messages &
  typeof notifications &
  typeof queue &
  typeof logs = { ...account, ...groups, ...messages, ...notifications, ...queue, ...logs };
export default greenapi;
