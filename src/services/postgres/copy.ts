import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { quoteName, quoteTable } from '../../core/sql/dialect.js';
import type { Row } from '../../core/sql/statements.js';
import { dialect } from './dialect.js';
import type { WireCalls } from './driver.js';

/** From this number of rows, COPY is used: it is several times faster than INSERT. */
export const MANY = 1000;

export function copySql(table: string, columns: readonly string[]): string {
  const names = columns.map((name) => quoteName(dialect, name)).join(', ');
  return `COPY ${quoteTable(dialect, table)} (${names}) FROM STDIN`;
}

/** Size of the chunks that are sent. */
const CHUNK = 64 * 1024;

/** Rows in the text format of COPY: one line each, with tabs between values. */
export function* copyText(rows: readonly Row[]): Generator<string> {
  let text = '';
  for (const { values } of rows) {
    text += `${values.map(field).join('\t')}\n`;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text) yield text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

function field(value: unknown): string {
  if (value === null) return '\\N';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  const text = String(value);
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (mark) => ESCAPES[mark]!) : text;
}

/** A running COPY, in the driver's form for queries: its handlers are called with the responses. */
export class CopyIn {
  readonly done: Promise<void>;
  readonly #sql: string;
  readonly #chunks: Iterable<string>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #isOver = false;

  constructor(sql: string, chunks: Iterable<string>) {
    this.#sql = sql;
    this.#chunks = chunks;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(wire: unknown): void {
    (wire as WireCalls).query(this.#sql);
  }

  handleCopyInResponse(wire: WireCalls): void {
    this.#send(wire).catch((error: unknown) => this.handleError(error));
  }

  handleError(error: unknown): void {
    this.#isOver = true;
    this.#reject(error);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#isOver = true;
    this.#resolve();
  }

  async #send(wire: WireCalls): Promise<void> {
    const stream = wire.stream as Duplex;
    for (const chunk of this.#chunks) {
      if (this.#isOver || !stream.writable) return;
      wire.sendCopyFromChunk(Buffer.from(chunk));
      // If the connection breaks in the meantime, `done` rejects.
      if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), this.done]);
    }
    if (!this.#isOver) wire.endCopyFrom();
  }
}
