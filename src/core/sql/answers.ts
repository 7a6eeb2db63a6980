import type { JsonRecord } from '../util/is-record.js';
import { rowMaker } from './row-maker.js';

/** The result of a statement. */
export interface Answer {
  rows: JsonRecord[];
  /** True for a statement that returns rows, even if there are none. */
  givesRows: boolean;
  /** Number of affected rows. */
  count: number;
  warnings: number;
}

/** The rows of the last statement that returns rows; those of a write only with `force`. */
export function lastRows<A extends Pick<Answer, 'rows' | 'givesRows'>>(
  answers: readonly A[],
  force: boolean,
  isWrite: (answer: A) => boolean,
): JsonRecord[] | undefined {
  const found = answers.findLast((one) => one.givesRows && (force || !isWrite(one)));
  return found?.rows ?? (force ? [] : undefined);
}

/** What rows arrive on, and how it waits until they have been taken. */
export interface Flow {
  pause(): void;
  resume(): void;
  readonly bytesRead: number;
}

/** Number of rows per batch. */
const BATCH = 1000;

/** Number of bytes after which a batch is full. */
const BATCH_BYTES = 1024 * 1024;

/** Collects the results of statements; or with a flow, hands over their rows in batches. */
export class Answers {
  readonly all: Answer[] = [];
  readonly #flow: Flow | undefined;
  #toRow: (raw: readonly unknown[]) => JsonRecord = () => ({});
  /** Rows that no one has taken yet. */
  #rows: JsonRecord[] = [];
  #bytes = 0;
  #wake: () => void = () => {};
  #isOver = false;
  #error: { thrown: unknown } | undefined;
  #isDiscarding = false;

  constructor(flow?: Flow) {
    this.#flow = flow;
  }

  /** A result with rows begins. */
  begin(names: readonly string[]): void {
    this.#toRow = rowMaker(names, (value: unknown) => value);
    // Of several results, a stream is that of the last one, as without a stream.
    if (!this.#flow) this.#rows = [];
    this.all.push({ rows: this.#rows, givesRows: true, count: 0, warnings: 0 });
  }

  /** One row: the values of its columns. */
  row(values: readonly unknown[]): void {
    if (this.#isDiscarding) return;
    this.#rows.push(this.#toRow(values));
    if (this.#flow && this.#isFull(this.#flow)) {
      this.#flow.pause();
      this.#wake();
    }
  }

  /** False if nobody reads the rows that still come. */
  get isTaking(): boolean {
    return !this.#isDiscarding;
  }

  #isFull({ bytesRead }: Flow): boolean {
    return this.#rows.length >= BATCH || bytesRead - this.#bytes > BATCH_BYTES;
  }

  /** A statement without rows has ended. */
  done(header: { count: number; warnings: number }): void {
    this.all.push({ rows: [], givesRows: false, ...header });
  }

  /** The statements have ended. */
  end(thrown?: unknown): void {
    this.#isOver = true;
    if (thrown !== undefined) this.#error = { thrown };
    this.#wake();
  }

  /** Nobody reads the rows that still come. */
  discard(): void {
    this.#isDiscarding = true;
    this.#rows = [];
    this.#flow?.resume();
  }

  async *batches(): AsyncGenerator<readonly JsonRecord[], void> {
    const flow = this.#flow!;
    for (;;) {
      if (!this.#isOver && !this.#isFull(flow)) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const batch = this.#rows;
      this.#rows = [];
      this.#bytes = flow.bytesRead;
      if (batch.length > 0) yield batch;
      flow.resume();
      if (this.#isOver && this.#rows.length === 0) break;
    }
    if (this.#error) throw this.#error.thrown;
  }
}
