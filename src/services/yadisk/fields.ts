import { flag, number, text } from '../../core/definition/kinds/index.js';

export const path = text('Path: /folder/file.txt', { example: '/Reports/q3.pdf' });
export const from = text('Path of the original', { example: '/Reports/q3.pdf' });
export const to = text('Path of the copy', {
  option: 'to',
  field: 'path',
  example: '/Archive/q3.pdf',
});
export const overwrite = flag('Overwrite an existing file', {
  option: 'rewrite',
  default: false,
});
/** 0 means Yandex's default. */
const orNothing = (value: number) => value || undefined;
export const amount = number('Maximum number of items; 0 for 20', {
  field: 'limit',
  default: 0,
  as: orNothing,
});
export const offset = number('Number of items to skip', {
  default: 0,
  as: orNothing,
});
export const url = text('Public URL', {
  field: 'public_key',
  example: 'https://disk.yandex.com/d/abc123',
});
