import type { Call } from '../definition/call.js';
import type { Streaming } from '../definition/method.js';
import { ResponseError } from '../errors/errors.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';
import type { Fields } from './route.js';

/** How the lists of a service go on, said once for all of them. */
export interface Pager {
  /** What the request for the next page says beside the rest; `undefined` after the last page. */
  next(response: JsonRecord): Fields | undefined;
  /** Fields that ask for the largest page, where all pages are wanted. The caller's own win. */
  largest?: Fields;
}

/** Asks for one page: the method's own fields, changed by these. */
export type AskForPage = (fields: Fields) => Promise<JsonRecord>;

/** Every row of a list, page after page. */
export class Pages implements Streaming<JsonRecord, JsonRecord> {
  readonly #call: Call;
  readonly #ask: AskForPage;
  readonly #pager: Pager;
  readonly #rows: (response: JsonRecord) => readonly JsonRecord[];
  #page: JsonRecord;

  constructor(
    call: Call,
    pager: Pager,
    rows: (response: JsonRecord) => readonly JsonRecord[],
    ask: AskForPage,
    first: JsonRecord,
  ) {
    this.#call = call;
    this.#pager = pager;
    this.#rows = rows;
    this.#ask = ask;
    this.#page = first;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JsonRecord> {
    let last = '';
    for (;;) {
      yield* this.#rows(this.#page);
      const next = this.#pager.next(this.#page);
      if (!next) return;
      // A server that gives the same place again would keep us here forever.
      const place = JSON.stringify(next);
      if (place === last) throw this.#stuck(place);
      this.#page = await this.#ask(next);
      last = place;
    }
  }

  /** The last page that came, as the service sent it. */
  result(): JsonRecord {
    return this.#page;
  }

  #stuck(place: string): ResponseError {
    return new ResponseError({
      method: this.#call.method,
      message: this.#call.redactor.text(`the server returned the same next page twice (${place})`),
    });
  }
}

/** The list at a path as `result.tasks` in a response; none where the response has none there. */
export function rowsAt(path: string): (response: unknown) => readonly JsonRecord[] {
  const keys = path.split('.');
  return (response) => {
    let found: unknown = response;
    for (const key of keys) found = isRecord(found) ? found[key] : undefined;
    return Array.isArray(found) ? found.map(asRow) : [];
  };
}

/** A list of plain values (IDs) has rows of one column. */
function asRow(item: unknown): JsonRecord {
  return isRecord(item) ? item : { value: item };
}
