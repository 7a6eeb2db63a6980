import type { JsonRecord } from '../../core/util/is-record.js';

/** What is called for each row. */
export interface Target {
  /** The command with its secrets left out, by which a ledger knows it again. */
  command: string;
  /** True if a call that was repeated would do something twice. */
  isWrite: boolean;
  /** The columns that it uses. */
  columns: readonly string[];
  /** Calls it for a row. `onBusy` is called each time the service asks to slow down. */
  call(row: JsonRecord, given: { signal: AbortSignal; onBusy(): void }): Promise<unknown>;
  /** What to keep of a result. */
  choose(result: unknown): unknown;
  release(): void;
}
