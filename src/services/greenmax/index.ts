/**
 * Messages, groups and notifications of MAX accounts at GREEN-API.
 *
 * @module
 */
import { account } from './account.js';
import { groups } from './groups.js';
import { history } from './history.js';
import { messages } from './messages.js';
import { notifications } from './notifications.js';
import { queues } from './queues.js';

// Typed by name, so that the published types have the docstrings.
const greenmax: typeof account &
  typeof groups &
  typeof messages &
  typeof notifications &
  typeof history &
  typeof queues = { ...account, ...groups, ...messages, ...notifications, ...history, ...queues };
export default greenmax;
