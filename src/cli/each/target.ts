import type { JsonRecord } from '../../core/util/is-record.js';

/** What is called for each row. */
export interface Target {
  /** The command with its secrets left out, by which a ledger knows it again. */
  command: string;
  /** True if a call that was repeated would do something twice. */
  isWrite: boolean;
  /** True if a call that is repeated at once, with the same key, is carried out once. */
  isKeyed?: boolean;
  /** The columns that it uses. */
  columns: readonly string[];
  /** Calls it for a row. `onBusy` is called each time the service asks to slow down. */
  call(row: JsonRecord, given: CallGiven): Promise<unknown>;
  /** The name of a call that is made elsewhere, by which its result can be found after an interruption. */
  newTicket?(): string;
  /** The result of the call of an earlier run; `undefined` if it is lost. */
  resume?(ticket: string, signal: AbortSignal): Promise<{ result: unknown } | undefined>;
  /** Called when the result is stored. */
  forget?(ticket: string): void;
  /** What to keep of a result. */
  choose(result: unknown): unknown;
  release(): void | Promise<void>;
}

interface CallGiven {
  signal: AbortSignal;
  onBusy(): void;
  ticket: string | undefined;
  key: string | undefined;
}
