import type { Filter } from './filters.js';
import type { Session } from './session.js';
import type { Row } from './statements.js';
import { isPending } from './values.js';

/** Rows with each value in the form of its column. */
export async function settleRows<R extends Row>(
  session: Session,
  table: string,
  rows: readonly R[],
): Promise<readonly R[]> {
  const isOpen = rows.some(({ values }) => values.some(isPending));
  const formOf = isOpen ? await session.formOf?.(table) : undefined;
  if (!formOf) return rows;
  return rows.map((row) => ({
    ...row,
    values: row.values.map((value, at) =>
      isPending(value) ? formOf(row.columns[at]!, value) : value,
    ),
  }));
}

/** Filters with each value in the form of the column that it is compared with. */
export async function settleFilters(
  session: Session,
  table: string,
  filters: readonly Filter[],
): Promise<readonly Filter[]> {
  const formOf = needSettling(filters) ? await session.formOf?.(table) : undefined;
  if (!formOf) return filters;
  return filters.map((filter) => {
    const settled = (value: unknown) => (isPending(value) ? formOf(filter.field, value) : value);
    const { value } = filter;
    return { ...filter, value: Array.isArray(value) ? value.map(settled) : settled(value) };
  });
}

/** True if a value of the filters has a form that depends on its column. */
export function needSettling(filters: readonly Filter[]): boolean {
  return filters.some(({ value }) =>
    Array.isArray(value) ? value.some(isPending) : isPending(value),
  );
}
