import { text } from '../../core/definition/kinds/index.js';

/** Params that many methods take. */
export const channel = text('ID of the channel', { example: 'C012AB3CD' });
export const cursor = text('Cursor of the page: next_cursor of the page before', {
  example: 'dXNlcjpVMDYxTkZUVDI=',
  optional: true,
});
