import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '../../core/definition/call.js';
import type { SqliteDatabase } from '../../core/sqlite/driver.js';
import type { RemoteDatabase } from '../../core/sqlite/remote.js';
import { now } from '../../core/util/clock.js';

/** How long a statement waits while another connection is writing. */
export const BUSY_TIMEOUT = 5_000;

/** Time between two tries, in milliseconds: the first is short, each other twice as long. */
const FIRST = 1;
const LONGEST = 32;

/**
 * Runs a statement, and tries again while another connection has locked the file. It does not wait
 * inside SQLite: that would block the program's thread, which the other connection may need to
 * finish.
 */
export function whenFree<R>(
  call: Call,
  driver: AnyDatabase,
  work: () => R | Promise<R>,
): R | Promise<R> {
  const before = driver.inTransaction;
  const again = (error: unknown) => {
    if (!canWait(error, driver, before)) throw error;
    return trying(call, driver, work, error);
  };
  try {
    const done = work();
    return done instanceof Promise ? done.catch(again) : done;
  } catch (error) {
    return again(error);
  }
}

/** A database in this process, or in one that the call can end. */
export type AnyDatabase = SqliteDatabase | RemoteDatabase;

async function trying<R>(
  call: Call,
  driver: AnyDatabase,
  work: () => R | Promise<R>,
  failed: unknown,
): Promise<R> {
  const { signal } = call.options;
  const before = driver.inTransaction;
  const end = Math.min(now() + BUSY_TIMEOUT, call.deadline);
  let error = failed;
  for (let pause = FIRST; now() < end; pause = Math.min(pause * 2, LONGEST)) {
    await sleep(Math.min(pause, Math.max(end - now(), 1)));
    if (signal?.aborted) throw call.aborted();
    try {
      return await work();
    } catch (again) {
      if (!canWait(again, driver, before)) throw again;
      error = again;
    }
  }
  throw error;
}

/**
 * Not if the failure has ended the transaction, nor if the transaction has read what another
 * connection has changed since then: waiting does not help.
 */
function canWait(error: unknown, driver: AnyDatabase, before: boolean): boolean {
  const { code, reason = code } = error as { code?: unknown; reason?: unknown };
  if (typeof reason !== 'string' || !reason.startsWith('SQLITE_BUSY')) return false;
  return reason !== 'SQLITE_BUSY_SNAPSHOT' && driver.open && driver.inTransaction === before;
}
