import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../../core/util/clock.js';
import { randomHex } from '../../core/util/random.js';

/** How often the owner of a lock updates it, and after how long without updates it counts as dead. */
const BEAT = 2_000;
const DEAD = 15_000;
/** The interval between two attempts, in milliseconds. */
const LOOK = 50;

/** Another process had the lock for too long. */
export class LockBusy extends Error {}

/** What limits the wait for a lock. */
interface Patience {
  signal?: AbortSignal | undefined;
  /** On the clock of `now()`. */
  deadline: number;
}

/**
 * Runs `work` while no other process has this lock, which is a file. The lock of a killed process is
 * taken over: at once if the process is known to have ended, otherwise after 15 seconds without an
 * update.
 *
 * @throws {LockBusy} Another process had the lock until the deadline.
 */
export async function withLockFile<T>(
  path: string,
  patience: Patience,
  work: () => Promise<T>,
): Promise<T> {
  const mine = `${process.pid} ${hostname()} ${randomHex(8)}`;
  await take(path, mine, patience);
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    // Another process may have taken it over if this process was suspended.
    if ((await read(path)) === mine) await rm(path, { force: true });
  }
}

async function take(path: string, mine: string, { signal, deadline }: Patience): Promise<void> {
  let seen = '';
  let since = now();
  for (;;) {
    if (await create(path, mine)) return;
    const holder = await read(path);
    const look = `${holder} ${await touched(path)}`;
    if (look !== seen) {
      seen = look;
      since = now();
    }
    if (holder !== undefined && (isGone(holder) || now() - since > DEAD)) {
      await remove(path, holder);
      continue;
    }
    if (signal?.aborted || now() + LOOK > deadline) throw new LockBusy();
    await sleep(LOOK, undefined, { signal }).catch(() => {});
  }
}

async function create(path: string, mine: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    await handle.writeFile(mine).finally(() => handle.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The owner of the lock, if any. */
function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function touched(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

function isGone(holder: string): boolean {
  const [pid, host] = holder.split(' ');
  if (host !== hostname() || !/^\d+$/.test(pid!)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Deletes the lock of a dead process. A second lock makes sure that only one process does that at a
 * time: otherwise one could delete the new lock of another.
 */
async function remove(path: string, holder: string): Promise<void> {
  const clearing = `${path}.clearing`;
  if (!(await create(clearing, holder))) {
    // The process that created it may have been killed.
    const since = await touched(clearing);
    if (since > 0 && Date.now() - since > DEAD) await rm(clearing, { force: true });
    await sleep(LOOK);
    return;
  }
  if ((await read(path)) === holder) await rm(path, { force: true });
  await rm(clearing, { force: true });
}
