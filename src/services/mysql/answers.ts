import { rowMaker } from '../../core/sql/row-maker.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Field } from './field-types.js';
import { decodersFor, type FromDriver, type Protocol } from './from-server.js';
import type { OkHeader, Wire } from './wire.js';

/** The result of a statement. */
export interface Answer {
  rows: JsonRecord[];
  /** True for a statement that returns rows, even if there are none. */
  givesRows: boolean;
  /** Number of affected rows. */
  count: number;
  warnings: number;
}

/** Number of rows per batch. */
const BATCH = 1000;

/** Number of bytes after which a batch is full. */
const BATCH_BYTES = 1024 * 1024;

/** Collects the results of statements; or with a wire, hands over their rows in batches. */
export class Answers {
  readonly all: Answer[] = [];
  readonly #parseJson: (text: string) => unknown;
  readonly #wire: Wire | undefined;
  /** The columns whose values are converted. */
  #decoders: readonly { at: number; decode: NonNullable<FromDriver> }[] = [];
  #toRow: (raw: readonly unknown[]) => JsonRecord = () => ({});
  /** Rows that no one has taken yet. */
  #rows: JsonRecord[] = [];
  #bytes = 0;
  #wake: () => void = () => {};
  #isOver = false;
  #error: { thrown: unknown } | undefined;
  #isDiscarding = false;

  constructor(parseJson: (text: string) => unknown, wire?: Wire) {
    this.#parseJson = parseJson;
    this.#wire = wire;
  }

  begin(fields: Field[], protocol: Protocol): void {
    const names = fields.map(({ name }) => name);
    this.#decoders = decodersFor(fields, protocol, this.#parseJson).flatMap((decode, at) =>
      decode ? [{ at, decode }] : [],
    );
    this.#toRow = rowMaker(names, (value: unknown) => value);
    // Of several results, a stream is that of the last one, as without a stream.
    if (!this.#wire) this.#rows = [];
    this.all.push({ rows: this.#rows, givesRows: true, count: 0, warnings: 0 });
  }

  row(raw: unknown[]): void {
    if (this.#isDiscarding) return;
    // By index: an iterator would be slow for millions of rows.
    for (let index = 0; index < this.#decoders.length; index++) {
      const { at, decode } = this.#decoders[index]!;
      if (raw[at] !== null) raw[at] = decode(raw[at] as never);
    }
    this.#rows.push(this.#toRow(raw));
    if (this.#wire && this.#isFull(this.#wire)) {
      this.#wire.stream.pause();
      this.#wake();
    }
  }

  #isFull({ stream }: Wire): boolean {
    return this.#rows.length >= BATCH || stream.bytesRead - this.#bytes > BATCH_BYTES;
  }

  ok({ affectedRows, warningStatus }: OkHeader): void {
    const header = { count: affectedRows, warnings: warningStatus };
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
    this.#wire?.stream.resume();
  }

  async *batches(): AsyncGenerator<readonly JsonRecord[], void> {
    const wire = this.#wire!;
    for (;;) {
      if (!this.#isOver && !this.#isFull(wire)) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const batch = this.#rows;
      this.#rows = [];
      this.#bytes = wire.stream.bytesRead;
      if (batch.length > 0) yield batch;
      wire.stream.resume();
      if (this.#isOver && this.#rows.length === 0) break;
    }
    if (this.#error) throw this.#error.thrown;
  }
}
