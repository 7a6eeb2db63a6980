import type { Call } from '../definition/call.js';

/** Rows that are read as they are needed, in batches: of a file of any size, only a part is in memory. */
export interface RowSource<Row> {
  /** The rows in their order. */
  batches(call: Call): AsyncIterable<readonly Row[]>;
  /** Calls `use` with the same rows, which can then be read `times` times. */
  repeatable<R>(call: Call, times: number, use: (rows: RowSource<Row>) => Promise<R>): Promise<R>;
  /** The rows as `begin` converts them: at once if they are in memory, otherwise as they are read. */
  map<Out>(begin: () => RowStep<Row, Out>): RowSource<Out> | Promise<RowSource<Out>>;
}

/** Converts all rows of a source, batch by batch. */
export interface RowStep<Row, Out> {
  add(batch: readonly Row[]): readonly Out[] | Promise<readonly Out[]>;
  /** Called after the last row. Throws if something was missing. */
  end?(): void;
}

/** Rows that are in memory. */
export class MemoryRows<Row> implements RowSource<Row> {
  readonly rows: readonly Row[];

  constructor(rows: readonly Row[]) {
    this.rows = rows;
  }

  async *batches(): AsyncGenerator<readonly Row[]> {
    if (this.rows.length > 0) yield this.rows;
  }

  repeatable<R>(
    _call: Call,
    _times: number,
    use: (rows: RowSource<Row>) => Promise<R>,
  ): Promise<R> {
    return use(this);
  }

  map<Out>(begin: () => RowStep<Row, Out>): RowSource<Out> | Promise<RowSource<Out>> {
    const step = begin();
    const made = (rows: readonly Out[]) => {
      step.end?.();
      return new MemoryRows(rows);
    };
    const found = step.add(this.rows);
    return found instanceof Promise ? found.then(made) : made(found);
  }

  /** For the values of a call in its debug output. */
  toJSON(): unknown {
    return this.rows;
  }
}

/** Rows that are not in memory. */
export abstract class ReadRows<Row> implements RowSource<Row> {
  abstract batches(call: Call): AsyncIterable<readonly Row[]>;
  abstract repeatable<R>(
    call: Call,
    times: number,
    use: (rows: RowSource<Row>) => Promise<R>,
  ): Promise<R>;
  /** For the values of a call in its debug output. */
  abstract toJSON(): unknown;

  map<Out>(begin: () => RowStep<Row, Out>): RowSource<Out> {
    return new MappedRows(this, begin);
  }
}

class MappedRows<Row, Out> extends ReadRows<Out> {
  readonly #source: ReadRows<Row>;
  readonly #begin: () => RowStep<Row, Out>;

  constructor(source: ReadRows<Row>, begin: () => RowStep<Row, Out>) {
    super();
    this.#source = source;
    this.#begin = begin;
  }

  async *batches(call: Call): AsyncGenerator<readonly Out[]> {
    const step = this.#begin();
    for await (const batch of this.#source.batches(call)) yield await step.add(batch);
    step.end?.();
  }

  repeatable<R>(call: Call, times: number, use: (rows: RowSource<Out>) => Promise<R>): Promise<R> {
    return this.#source.repeatable(call, times, async (rows) => use(await rows.map(this.#begin)));
  }

  toJSON(): unknown {
    return this.#source.toJSON();
  }
}

/** The rows of several sources, one after another. */
export class JoinedRows<Row> extends ReadRows<Row> {
  readonly #sources: readonly RowSource<Row>[];

  constructor(sources: readonly RowSource<Row>[]) {
    super();
    this.#sources = sources;
  }

  async *batches(call: Call): AsyncGenerator<readonly Row[]> {
    for (const source of this.#sources) yield* source.batches(call);
  }

  repeatable<R>(call: Call, times: number, use: (rows: RowSource<Row>) => Promise<R>): Promise<R> {
    const ready: RowSource<Row>[] = [];
    const next = (at: number): Promise<R> => {
      const source = this.#sources[at];
      if (!source) return use(new JoinedRows(ready));
      return source.repeatable(call, times, (rows) => {
        ready.push(rows);
        return next(at + 1);
      });
    };
    return next(0);
  }

  toJSON(): unknown {
    return this.#sources;
  }
}

/** How many rows of an iterable are in a batch. */
const BATCH = 1000;

/** The rows that a program makes while they are taken. They can be read once. */
export class IterableRows<Row> extends ReadRows<Row> {
  readonly #rows: Iterable<Row> | AsyncIterable<Row>;

  constructor(rows: Iterable<Row> | AsyncIterable<Row>) {
    super();
    this.#rows = rows;
  }

  async *batches(call: Call): AsyncGenerator<readonly Row[]> {
    let batch: Row[] = [];
    for await (const row of this.#rows) {
      batch.push(row);
      if (batch.length < BATCH) continue;
      if (call.options.signal?.aborted) throw call.aborted();
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  /** Only in memory: of a program's values, not all could be stored and read again as they were. */
  async repeatable<R>(
    call: Call,
    _times: number,
    use: (rows: RowSource<Row>) => Promise<R>,
  ): Promise<R> {
    return use(new MemoryRows(await allRows(this, call)));
  }

  toJSON(): unknown {
    return 'an iterable';
  }
}

/** All rows of a source, in memory. */
export async function allRows<Row>(source: RowSource<Row>, call: Call): Promise<readonly Row[]> {
  if (source instanceof MemoryRows) return source.rows;
  const all: Row[] = [];
  for await (const batch of source.batches(call)) for (const row of batch) all.push(row);
  return all;
}
