import { flag, text } from '../../core/definition/kinds/index.js';

/** Params of every message. */
export const user = text('User ID; for a channel, the ID of one of its super admins', {
  example: '01234567890A=',
});
export const isChannel = flag('Post to the channel instead of sending to a user', {
  option: 'ischannel',
  example: 'false',
});
export const sender = text('Name of the sender, up to 28 characters', { default: 'Bot' });
