/**
 * Telegram bots: messages, files, keyboards, updates, groups and their topics.
 *
 * @module
 */
import * as telegram from './methods.js';

export * from './methods.js';
export default telegram;
