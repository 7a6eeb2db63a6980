import { setTimeout } from 'node:timers/promises';
import { AbortedError, OintError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { pool } from '../../core/util/pool.js';
import { randomHex } from '../../core/util/random.js';
import { lineOfJson } from '../run/json-line.js';
import { CallSignals } from './call-signals.js';
import { Ceiling } from './ceiling.js';
import { isBusy, isLost, isPutOff } from './failures.js';
import { type Entry, type Ledger, RowIds } from './ledger.js';
import type { Results } from './results.js';
import type { NumberedRow } from './source.js';
import type { Target } from './target.js';
import { checkColumns } from './template.js';

/** How far a row may be ahead of the first one that is not done: its result waits in memory. */
const MOST_AHEAD = 5_000;
/** How often a call is made again that the service put off, and the first wait, in milliseconds. */
const MOST_PUT_OFF = 8;
/** How often one is made again, with the same key, whose answer was lost. */
const MOST_LOST = 3;
/** For how long after the first time, in milliseconds: services forget keys. VK does after an hour. */
const KEY_LASTS = 10 * 60_000;
const FIRST_WAIT = 500;

export interface Tally {
  /** Rows with a result, of which so many are from an earlier run. */
  done: number;
  before: number;
  failed: number;
  /** Rows whose call was interrupted: it may have been carried out. */
  unknown: number;
}

interface Run {
  rows: AsyncIterable<readonly NumberedRow[]>;
  target: Target;
  jobs: number;
  key: string | undefined;
  ledger: Ledger | undefined;
  retryFailed: boolean;
  retryUnknown: boolean;
  results: Results;
  signal: AbortSignal;
  /** Called after each row. */
  onProgress(tally: Tally, limit: number): void;
  /** Called for each row that failed. */
  onFailure(about: JsonRecord, error: OintError | undefined, message: string): void;
}

/** A run that can be stopped. */
interface Stoppable extends Run {
  signals: CallSignals;
}

/** Calls the target for each row. Throws what is no failure of a single row. */
export async function runRows(run: Run): Promise<Tally> {
  const tally: Tally = { done: 0, before: 0, failed: 0, unknown: 0 };
  const ceiling = new Ceiling(run.jobs);
  const ids = new RowIds();
  const stopping = new AbortController();
  const signal = AbortSignal.any([run.signal, stopping.signal]);
  const stoppable = { ...run, signal, signals: new CallSignals(signal) };
  const onFailure = () => stopping.abort();
  const work = async ({ number, row }: NumberedRow) => {
    if (number === 1) checkColumns([...run.target.columns, ...(run.key ? [run.key] : [])], row);
    const about = run.key === undefined ? { row: number } : { key: row[run.key] };
    const id = run.ledger ? ids.of(row) : '';
    const line = await outcomeOf(stoppable, { id, row, about }, ceiling, tally);
    const full = run.results.add(number - 1, line);
    if (full) await full;
    run.onProgress(tally, ceiling.limit);
  };
  await pool(notTooFar(run, signal), { limit: run.jobs, onFailure }, work);
  await run.results.end();
  return tally;
}

/** Rows, when those before them are far enough. */
async function* notTooFar(
  { rows, results }: Run,
  signal: AbortSignal,
): AsyncGenerator<NumberedRow> {
  for await (const group of rows) {
    for (const row of group) {
      while (results.ahead(row.number) > MOST_AHEAD) await setTimeout(20, undefined, { signal });
      signal.throwIfAborted();
      yield row;
    }
  }
}

interface Named {
  id: string;
  row: JsonRecord;
  about: JsonRecord;
}

/** The line of a row in the results; `undefined` if it has none. */
async function outcomeOf(
  run: Stoppable,
  { id, row, about }: Named,
  ceiling: Ceiling,
  tally: Tally,
): Promise<string | undefined> {
  const { ledger, target } = run;
  const known = ledger?.entry(id);
  if (known?.state === 'done') {
    tally.done++;
    tally.before++;
    return known.outcome!;
  }
  if (known?.state === 'failed' && !run.retryFailed) {
    tally.failed++;
    run.onFailure(about, undefined, known.outcome!);
    return undefined;
  }
  try {
    const found = known?.state === 'begun' ? await resumed(run, known) : undefined;
    if (known?.state === 'begun' && target.isWrite && !found && !run.retryUnknown) {
      tally.unknown++;
      return undefined;
    }
    const { result, ticket } = found ?? (await called(run, { id, row, about }, ceiling));
    const line = lineOf(about, result, target);
    const stored = ledger?.set(id, 'done', line);
    if (stored) await stored;
    if (ticket !== undefined) target.forget?.(ticket);
    tally.done++;
    return line;
  } catch (error) {
    if (!(error instanceof OintError) || error instanceof AbortedError) throw error;
    if (target.isWrite && isLost(error)) tally.unknown++;
    else {
      await ledger?.set(id, 'failed', error.message);
      tally.failed++;
    }
    run.onFailure(about, error, error.message);
    return undefined;
  }
}

interface Called {
  result: unknown;
  ticket: string | undefined;
}

/** The result of a call that an earlier run began, if it is still known where the call was made. */
async function resumed({ target, signal }: Run, { outcome }: Entry): Promise<Called | undefined> {
  const ticket = outcome ?? undefined;
  const found = ticket === undefined ? undefined : await target.resume?.(ticket, signal);
  return found && { ...found, ticket };
}

/** The result of a call. One that the service put off is made again, later and with fewer others. */
async function called(run: Stoppable, { id, row }: Named, ceiling: Ceiling): Promise<Called> {
  const { ledger, signal, signals } = run;
  const onBusy = () => ceiling.wasBusy();
  const key = run.target.isKeyed ? randomHex(16) : undefined;
  const keyEnds = Date.now() + KEY_LASTS;
  const timesMore = (error: unknown) => {
    if (isPutOff(error)) return MOST_PUT_OFF;
    return key !== undefined && isLost(error) && Date.now() < keyEnds ? MOST_LOST : 0;
  };
  for (let attempt = 1; ; attempt++) {
    await ceiling.enter();
    const own = signals.take();
    try {
      signal.throwIfAborted();
      const ticket = run.target.newTicket?.();
      // A call that only reads may be made again.
      if (run.target.isWrite) await ledger?.set(id, 'begun', ticket);
      const result = await run.target.call(row, { signal: own.signal, onBusy, ticket, key });
      ceiling.wentWell();
      return { result, ticket };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isBusy(error)) ceiling.wasBusy();
      if (attempt > timesMore(error)) throw error;
    } finally {
      signals.giveBack(own);
      ceiling.leave();
    }
    await setTimeout(FIRST_WAIT * 2 ** (attempt - 1), undefined, { signal });
  }
}

/** A result that nothing can be chosen from is kept whole: its call was carried out. */
function lineOf(about: JsonRecord, result: unknown, target: Target): string {
  try {
    return lineOfJson({ ...about, result: target.choose(result) ?? null });
  } catch (error) {
    if (!(error instanceof OintError) || error instanceof AbortedError) throw error;
    return lineOfJson({ ...about, result, problem: error.message });
  }
}
