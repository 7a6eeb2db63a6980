import { text } from '../../core/definition/kinds/index.js';

/**
 * The ID in a pasted text: an ID with or without dashes, or the URL of a page, which ends with the
 * ID.
 */
export function idOf(pasted: string): string {
  const path = pasted.trim().replace(/[?#].*$/s, '');
  return /^https?:/i.test(path) ? (/[0-9a-f]{32}$/i.exec(path)?.[0] ?? pasted) : path;
}

const PAGE = '59833787-2cf9-4fdf-8782-e53db20768a5';

/** Params that many methods accept. */
export const page = text('Page ID or URL', { example: PAGE, as: idOf });
export const parentPage = text('Parent page ID or URL', {
  option: 'page',
  example: PAGE,
});
export const base = text('Database ID or URL', {
  example: '668d797c-76fa-4934-9b05-ad288df2d136',
});
export const block = text('Block ID', {
  example: 'c02fc1d3-db8b-45c5-a222-27595b15aea7',
  as: idOf,
});
