import { readlinkSync } from 'node:fs';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../util/clock.js';
import { randomHex } from '../util/random.js';
import { partName } from './part-file.js';

/** How often the owner of a lock updates it, and after how long without updates it counts as dead. */
const BEAT = 2_000;
const DEAD = 15_000;
/** The longest interval between two attempts, in milliseconds. */
const LOOK = 50;

/** Another process had the lock for too long. */
export class LockBusy extends Error {}

/** What limits the wait for a lock. */
export interface Patience {
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
  const mine = `${process.pid} ${machine()} ${randomHex(8)}`;
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
    await pause(signal);
  }
}

/** Not in step with other processes. */
async function pause(signal?: AbortSignal): Promise<void> {
  await sleep(LOOK * (0.2 + 0.8 * Math.random()), undefined, { signal }).catch(() => {});
}

/**
 * Creates a file with its content in one step, so that a process killed in between leaves no lock
 * without an owner. A link is also atomic on a network file system.
 */
async function create(path: string, mine: string): Promise<boolean> {
  const part = join(dirname(path), partName(basename(path)));
  try {
    await writeFile(part, mine, { flag: 'wx', mode: 0o600 });
    await link(part, path);
    return true;
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    // A network file system reports this also if it made the link, but its response was lost.
    if (code === 'EEXIST') return (await read(path)) === mine;
    if (syscall === 'link' && NO_LINKS.test(code)) return createWithoutLink(path, mine);
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}

/** The errors of file systems without hard links, such as FAT. */
const NO_LINKS = /^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EISDIR|EINVAL|EACCES|UNKNOWN)$/;

async function createWithoutLink(path: string, mine: string): Promise<boolean> {
  try {
    await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
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

/** True if the owner ran on this machine and has ended. */
function isGone(holder: string): boolean {
  const [pid, where] = holder.split(' ');
  if (where !== machine() || !/^\d+$/.test(pid!)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

let known: string | undefined;

/** Where process IDs mean the same: the host and, on Linux, its container. */
function machine(): string {
  known ??= `${hostname().replaceAll(/\s/g, '-')}/${namespace()}`;
  return known;
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/**
 * Deletes the lock of a dead process. A second lock makes sure that only one process does that at a
 * time: otherwise one could delete the new lock of another.
 */
async function remove(path: string, holder: string): Promise<void> {
  const clearing = `${path}.clearing`;
  if (!(await create(clearing, `${process.pid} ${machine()} ${randomHex(8)}`))) {
    // The process that created it may have been killed.
    const other = await read(clearing);
    const since = await touched(clearing);
    const isOld = since > 0 && Date.now() - since > DEAD;
    if (isOld || (other !== undefined && isGone(other))) await rm(clearing, { force: true });
    await pause();
    return;
  }
  if ((await read(path)) === holder) await rm(path, { force: true });
  await rm(clearing, { force: true });
}
