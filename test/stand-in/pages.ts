import type { Values } from './description.js';
import type { Problem } from './problem.js';
import { withValueAt } from './shape.js';

/** How a service pages long lists: by an opaque cursor, an offset or a page number. */
export interface Paging {
  readonly by: 'cursor' | 'offset' | 'page';
  /** The parameters for the start of the page and for its size. */
  readonly from: string;
  readonly limit?: string;
  /** The default and the maximum number of items per page. */
  readonly size: number;
  readonly max?: number;
  /** The field of the response with the start of the next page, and its value on the last page. */
  readonly next?: string;
  readonly end?: string | null;
  /** The fields of the response for: more pages, number of items, number of pages, current page. */
  readonly more?: string;
  readonly total?: string;
  readonly pages?: string;
  readonly page?: string;
}

export interface Page {
  readonly items: readonly unknown[];
  /** Writes the paging fields of the response. */
  mark(body: unknown): unknown;
}

/** The page of the items that these values request. */
export function pageOf(all: readonly unknown[], paging: Paging, values: Values): Page | Problem {
  const asked = paging.limit === undefined ? undefined : values[paging.limit];
  const size = asked === undefined ? paging.size : Number(asked);
  if (!(size >= 1 && size <= (paging.max ?? Number.POSITIVE_INFINITY))) {
    const message = `${paging.limit} should be from 1 to ${paging.max}, not ${size}`;
    return { wrong: 'limit', name: paging.limit, message };
  }
  const start = startOf(paging, values[paging.from], size);
  if (start === undefined || start > all.length) {
    return { wrong: 'cursor', name: paging.from, message: `${paging.from} is not valid` };
  }
  const end = start + size;
  const next = end < all.length ? cursorTo(paging, end, size) : paging.end;
  const marks: [string | undefined, unknown][] = [
    [paging.next, next],
    [paging.more, end < all.length],
    [paging.total, all.length],
    [paging.pages, Math.max(1, Math.ceil(all.length / size))],
    [paging.page, Math.floor(start / size) + 1],
  ];
  return {
    items: all.slice(start, end),
    mark: (body) =>
      marks.reduce((made, [at, value]) => (at ? withValueAt(made, at, value) : made), body),
  };
}

function startOf({ by }: Paging, from: unknown, size: number): number | undefined {
  if (from === undefined || from === '' || from === null) return 0;
  if (by === 'cursor') {
    const [, digits] =
      /^items:(\d+)$/.exec(Buffer.from(String(from), 'base64url').toString()) ?? [];
    return digits === undefined ? undefined : Number(digits);
  }
  const number = Number(from);
  if (!Number.isInteger(number) || number < 0) return undefined;
  return by === 'offset' ? number : Math.max(0, number - 1) * size;
}

function cursorTo({ by }: Paging, item: number, size: number): unknown {
  if (by === 'cursor') return Buffer.from(`items:${item}`).toString('base64url');
  return by === 'offset' ? item : item / size + 1;
}
