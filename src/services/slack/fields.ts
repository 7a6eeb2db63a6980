import { list, number, records, text } from '../../core/definition/kinds/index.js';

/** Params that many methods take. */
export const channel = text('ID of the channel', { example: 'C012AB3CD' });
export const channelIfAny = text('ID of the channel', { example: 'C012AB3CD', optional: true });
export const cursor = text('Cursor of the page: next_cursor of the page before', {
  example: 'dXNlcjpVMDYxTkZUVDI=',
  optional: true,
});
export const page = number('Number of the page, from 1', { default: 1 });
export const stamp = text('Timestamp (ts) of the message', {
  option: 'stamp',
  field: 'ts',
  example: '1700000000.000100',
});
export const messageText = text('Text, in Slack’s mrkdwn', { example: 'Done', optional: true });
export const blocks = list(records, 'Blocks: the layout of the message, as a JSON list', {
  example: "[{'type':'divider'}]",
  optional: true,
});
