import type { Call } from '../definition/call.js';
import type { MethodSpec, Streaming } from '../definition/method.js';
import type { Args, Params } from '../definition/param.js';
import { ResponseError } from '../errors/errors.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';

/** Fields of a request for a page: query parameters or any JSON, depending on the service. */
type PageFields<Value> = Readonly<Record<string, Value>>;

/** How the lists of a service are paged, defined once for all of them. */
export interface Pager<Page = JsonRecord, Value = unknown> {
  /**
   * The additional fields of the request for the next page. `undefined` after the last page. `asked`
   * are those of the request for this page, for services that count from the start of the list.
   */
  next(page: Page, asked: PageFields<Value>): PageFields<Value> | undefined;
  /**
   * Fields that ask for the largest page, if all pages are wanted. The caller's fields take
   * precedence.
   */
  largest?: PageFields<Value>;
}

/** A list as its author writes it: how one page is requested, and what is in it. */
export interface PagedSpec<P extends Params, Page, Row extends object, Value>
  extends Omit<MethodSpec<P, Page, Row>, 'run' | 'stream' | 'rows' | 'more'> {
  /** It may be one for many lists: what a page is, `rows` and `page` say. */
  pager: Pager<NoInfer<Page>, Value>;
  rows(page: NoInfer<Page>): readonly Row[];
  /** Requests one page: the pager's `fields` override the arguments. */
  page(args: Args<P>, call: Call, fields: PageFields<Value>): Promise<Page>;
}

/** Creates a list method: one page as the result of a call, every row as its stream. */
export function paged<const P extends Params, Page, Row extends object, Value>({
  pager,
  page,
  ...spec
}: PagedSpec<P, Page, Row, Value>): MethodSpec<P, Page, Row> {
  return {
    ...spec,
    run: (args, call) => page(args, call, {}),
    // A page may be a plain array.
    more: (result) =>
      typeof result === 'object' && result !== null && pager.next(result, {}) !== undefined,
    async stream(args, call) {
      const largest = missing(pager.largest ?? {}, spec.params, args);
      const ask = (next: PageFields<Value>) => page(args, call, { ...largest, ...next });
      return new Pages(call, pager, spec.rows, ask, await ask({}));
    },
  };
}

/** Every row of a list, for a method that needs all of them. */
export async function* everyRow<Page, Row, Value>(
  call: Call,
  { pager, rows }: { pager: Pager<Page, Value>; rows(page: Page): readonly Row[] },
  ask: (fields: PageFields<Value>) => Promise<Page>,
): AsyncGenerator<Row> {
  const next = (fields: PageFields<Value>) => ask({ ...pager.largest, ...fields });
  yield* new Pages(call, pager, rows, next, await next({}));
}

/** Those of these fields for which the caller gave no value. */
function missing<Value>(
  fields: PageFields<Value>,
  params: Params,
  args: Readonly<Record<string, unknown>>,
): PageFields<Value> {
  const given = Object.entries(params)
    .filter(([key, { default: usual }]) => args[key] !== undefined && args[key] !== usual)
    .map(([key, { wire }]) => wire.field ?? key);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !given.includes(name)));
}

/** Every row of a list, page after page. */
class Pages<Page, Row, Value> implements Streaming<Row, Page> {
  readonly #call: Call;
  readonly #ask: (next: PageFields<Value>) => Promise<Page>;
  readonly #pager: Pager<Page, Value>;
  readonly #rows: (page: Page) => readonly Row[];
  #page: Page;

  constructor(
    call: Call,
    pager: Pager<Page, Value>,
    rows: (page: Page) => readonly Row[],
    ask: (next: PageFields<Value>) => Promise<Page>,
    first: Page,
  ) {
    this.#call = call;
    this.#pager = pager;
    this.#rows = rows;
    this.#ask = ask;
    this.#page = first;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    let last = '';
    let asked: PageFields<Value> = {};
    for (;;) {
      yield* this.#rows(this.#page);
      const next = this.#pager.next(this.#page, asked);
      if (!next) return;
      // A server that returns the same place again would cause an endless loop.
      const place = JSON.stringify(next);
      if (place === last) throw this.#stuck(place);
      this.#page = await this.#ask(next);
      asked = next;
      last = place;
    }
  }

  /** The last page, as the service sent it. */
  result(): Page {
    return this.#page;
  }

  #stuck(place: string): ResponseError {
    return new ResponseError({
      method: this.#call.method,
      message: this.#call.redactor.text(`the server returned the same next page twice (${place})`),
    });
  }
}

/**
 * The array at a path such as `result.tasks` in a response. Empty if the response has none there.
 */
export function rowsAt(path: string): (response: unknown) => readonly JsonRecord[] {
  const keys = path.split('.');
  return (response) => {
    let found: unknown = response;
    for (const key of keys) found = isRecord(found) ? found[key] : undefined;
    return Array.isArray(found) ? found.map(asRow) : [];
  };
}

/** A list of plain values (IDs) becomes rows of one column. */
function asRow(item: unknown): JsonRecord {
  return isRecord(item) ? item : { value: item };
}
