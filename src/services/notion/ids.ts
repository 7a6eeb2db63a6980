import { text } from '../../core/definition/kinds/index.js';

/**
 * The ID in what people paste: the ID itself, with dashes or without, or the address of a page, which
 * ends in it.
 */
export function idOf(pasted: string): string {
  const path = pasted.trim().replace(/[?#].*$/, '');
  return /^https?:/i.test(path) ? (/[0-9a-f]{32}$/i.exec(path)?.[0] ?? pasted) : path;
}

const PAGE = '59833787-2cf9-4fdf-8782-e53db20768a5';

/** Params that many methods take. */
export const page = text('ID or address of the page', { example: PAGE, as: idOf });
export const parentPage = text('ID or address of the parent page', {
  option: 'page',
  example: PAGE,
});
export const base = text('ID or address of the database', {
  example: '668d797c-76fa-4934-9b05-ad288df2d136',
});
export const block = text('ID of the block', {
  example: 'c02fc1d3-db8b-45c5-a222-27595b15aea7',
  as: idOf,
});
