import { flag, list, text, textOrNumber, texts } from '../../core/definition/kinds/index.js';
import type { ParamSpec } from '../../core/definition/param.js';
import { commaSeparated } from '../../core/rest/values.js';

/** A boolean as VK documents it. */
export function oneOrZero(value: boolean): 1 | 0 {
  return value ? 1 : 0;
}

/** The ID alone: `456` in `-123_456`, as lists of VK and addresses have it. */
export function ownId(value: string): string {
  return value.trim().replace(/^[a-z]*-?\d+_/, '');
}

const ownIds = (values: readonly string[]) => commaSeparated(values.map(ownId));

/** An ID, with or without the owner's. */
export function id<const S extends ParamSpec>(summary: string, spec: S) {
  return textOrNumber(summary, { as: ownId, ...spec });
}

/** A list of such IDs. */
export function ids<const S extends ParamSpec>(summary: string, spec: S) {
  return list(texts, summary, { as: ownIds, ...spec });
}

/** Params that many methods accept. */
export const post = id('Post ID', { field: 'post_id', example: '4412' });
export const album = id('Album ID', { field: 'album_id', example: '305' });
export const message = text('Text', { option: 'text', field: 'message', example: 'Tea at five' });
export const advertisement = flag('Mark the post as advertising', {
  option: 'ad',
  default: false,
});
export const product = id('Product ID', { option: 'item', field: 'item_id', example: '9134' });
export const selection = id('Selection ID', { option: 'sel', field: 'album_id', example: '12' });
