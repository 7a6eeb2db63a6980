import type { Values } from './description.js';
import type { Problem } from './problem.js';
import { withValueAt } from './shape.js';

/** How a service cuts long lists: by a cursor that means nothing, a number of items, or of pages. */
export interface Paging {
  readonly by: 'cursor' | 'offset' | 'page';
  /** The parameter that says where the page begins, and the one for its size. */
  readonly from: string;
  readonly limit?: string;
  /** Items of a page where the request says nothing, and at most. */
  readonly size: number;
  readonly max?: number;
  /** Where in the answer the next page's beginning stands; and what, when there is none. */
  readonly next?: string;
  readonly end?: string | null;
  /** Where the answer says that there are more, how many items, how many pages, and which this is. */
  readonly more?: string;
  readonly total?: string;
  readonly pages?: string;
  readonly page?: string;
}

export interface Page {
  readonly items: readonly unknown[];
  /** Writes what the answer says of the pages. */
  mark(body: unknown): unknown;
}

/** The page of all items that these values ask for. */
export function pageOf(all: readonly unknown[], paging: Paging, values: Values): Page | Problem {
  const asked = paging.limit === undefined ? undefined : values[paging.limit];
  const size = asked === undefined ? paging.size : Number(asked);
  if (!(size >= 1 && size <= (paging.max ?? Number.POSITIVE_INFINITY))) {
    const message = `${paging.limit} should be from 1 to ${paging.max}, not ${size}`;
    return { wrong: 'limit', name: paging.limit, message };
  }
  const start = startOf(paging, values[paging.from], size);
  if (start === undefined || start > all.length) {
    return { wrong: 'cursor', name: paging.from, message: `${paging.from} leads nowhere` };
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
