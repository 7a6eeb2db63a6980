import { list, number, records, text } from '../../core/definition/kinds/index.js';

/** Params that many methods accept. */
export const channel = text('Channel ID', { example: 'C012AB3CD' });
export const channelIfAny = text('Channel ID', { example: 'C012AB3CD', optional: true });
export const cursor = text('Cursor: next_cursor of the previous page', {
  example: 'dXNlcjpVMDYxTkZUVDI=',
  optional: true,
});
export const page = number('Page number, starting with 1', { default: 1 });
export const stamp = text('Timestamp (ts) of the message', {
  option: 'stamp',
  field: 'ts',
  example: '1700000000.000100',
});
export const messageText = text('Text in Slack’s mrkdwn format', {
  example: 'Done',
  optional: true,
});
export const blocks = list(records, 'Blocks, as a JSON array', {
  example: "[{'type':'divider'}]",
  optional: true,
});
