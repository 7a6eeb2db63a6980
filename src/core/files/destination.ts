import { fstatSync, write as writeTo } from 'node:fs';
import { type FileHandle, lstat, readlink, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** The file that a path stands for: also the target of a link that does not exist yet. */
export async function destinationOf(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const real = await realpath(at).catch(() => undefined);
    if (real !== undefined) return real;
    const found = await lstat(at).catch(() => undefined);
    if (!found?.isSymbolicLink()) return at;
    const target = await readlink(at).catch(() => undefined);
    // The links of open pipes in /proc lead nowhere, and yet can be opened.
    if (target === undefined || /^\w+:\[\d+\]$/.test(target)) return at;
    const folder = await realpath(dirname(at)).catch(() => dirname(at));
    at = resolve(folder, target);
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' });
}

const DESCRIPTOR = /^\/(?:dev|proc\/self)\/(?:fd\/(\d{1,9})|(stdout)|(stderr))$/;

/**
 * A file that the shell opened for us (`> file`, `>> file`) and that is named by its descriptor.
 * Writing continues where the shell is: opening it again would start at its beginning.
 */
export function shellsFile(path: string): Direct | undefined {
  const [, number, stdout, stderr] = DESCRIPTOR.exec(path) ?? [];
  if (process.platform === 'win32' || (number ?? stdout ?? stderr) === undefined) return undefined;
  const descriptor = stdout ? 1 : stderr ? 2 : Number(number);
  try {
    if (!fstatSync(descriptor).isFile()) return undefined;
  } catch {
    return undefined;
  }
  const write = (data: Uint8Array, from: number) => promisify(writeTo)(descriptor, data, from);
  // It is not ours to close.
  return { write: write as unknown as FileHandle['write'], close: async () => {} };
}

/** A file, device or pipe that is written directly. */
export type Direct = Pick<FileHandle, 'write' | 'close'>;
