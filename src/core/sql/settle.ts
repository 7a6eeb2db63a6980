import type { Dialect } from './dialect.js';
import type { Filter } from './filters.js';
import type { Session } from './session.js';
import type { Row } from './statements.js';
import { type FormOf, isPending } from './values.js';

/** Puts each value of rows into the form of its column, batch by batch. */
export class RowSettler {
  readonly #dialect: Dialect;
  readonly #session: Session;
  readonly #table: string;
  #formOf: Promise<FormOf | undefined> | undefined;
  #columns: readonly string[] = [];
  #forms: ReturnType<FormOf>[] = [];

  private constructor(dialect: Dialect, session: Session, table: string) {
    this.#dialect = dialect;
    this.#session = session;
    this.#table = table;
  }

  /** Asks for the columns now if every value has a form that depends on its column. */
  static async for(dialect: Dialect, session: Session, table: string): Promise<RowSettler> {
    const settler = new RowSettler(dialect, session, table);
    if (dialect.formsAll) await settler.#asked();
    return settler;
  }

  async settled<R extends Row>(rows: readonly R[]): Promise<readonly R[]> {
    const { formsAll = false } = this.#dialect;
    const isOpen = formsAll || rows.some(({ values }) => values.some(isPending));
    const formOf = isOpen ? await this.#asked() : undefined;
    if (!formOf) return rows;
    return rows.map((row) => {
      // Rows with the same fields share one list of columns.
      if (row.columns !== this.#columns) {
        this.#columns = row.columns;
        this.#forms = row.columns.map(formOf);
      }
      const forms = this.#forms;
      if (!forms.some(Boolean)) return row;
      const values = row.values.map((value, at) => {
        const form = formsAll || isPending(value) ? forms[at] : undefined;
        return form ? form(value) : value;
      });
      return { ...row, values };
    });
  }

  #asked(): Promise<FormOf | undefined> {
    this.#formOf ??= Promise.resolve(this.#session.formOf?.(this.#table, 'stored'));
    return this.#formOf;
  }
}

/** Filters with each value in the form of the column that it is compared with. */
export async function settleFilters(
  dialect: Dialect,
  session: Session,
  table: string,
  filters: readonly Filter[],
): Promise<readonly Filter[]> {
  const formOf = needSettling(dialect, filters)
    ? await session.formOf?.(table, 'compared')
    : undefined;
  if (!formOf) return filters;
  return filters.map((filter) => {
    const form = filter.raw ? undefined : formOf(filter.field);
    const settled = (value: unknown) =>
      form && (dialect.formsAll || isPending(value)) ? form(value) : value;
    const { value } = filter;
    // It is not bound: the condition says IS NULL.
    if (value === null) return filter;
    return { ...filter, value: Array.isArray(value) ? value.map(settled) : settled(value) };
  });
}

/** True if a value of the filters has a form that depends on its column. */
export function needSettling({ formsAll = false }: Dialect, filters: readonly Filter[]): boolean {
  if (formsAll) return filters.some(({ raw, value }) => !raw && value !== null);
  return filters.some(({ value }) =>
    Array.isArray(value) ? value.some(isPending) : isPending(value),
  );
}
