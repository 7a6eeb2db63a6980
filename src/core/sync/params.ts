import { flag, list, text, texts } from '../definition/kinds/index.js';

/** The params of transfers of folders. */

export const include = list(texts, 'Only these files: patterns such as *.html or photos/**', {
  optional: true,
});

export const exclude = list(texts, 'Not these files, even if they are included', {
  optional: true,
});

export const remove = flag('Delete what the source does not have', {
  option: 'delete',
  default: false,
});

/** `where` names the other side: `the bucket`. */
export function direction(where: string) {
  return text(`Direction: up to ${where}, or down to the folder on this machine`, {
    values: ['up', 'down'],
    default: 'up',
  });
}
