import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether npm is installed. */
export function hasNpm(): boolean {
  const names = process.platform === 'win32' ? ['npm.cmd', 'npm.exe'] : ['npm'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

export interface NpmOptions {
  /** The folder of the project. */
  cwd: string;
  signal?: AbortSignal | undefined;
  /** Receives npm's progress. */
  onLine?: ((line: string) => void) | undefined;
}

/** npm failed. The message is npm's own. */
export class NpmError extends Error {}

/** npm options that override its configuration. */
const USUAL = [
  '--global=false',
  '--package-lock=true',
  '--legacy-peer-deps=false',
  '--audit=false',
  '--fund=false',
  '--loglevel=http',
];

/** Runs npm. Rejects with an `NpmError`, or with the signal's reason. */
export function npm(args: readonly string[], { cwd, signal, onLine }: NpmOptions): Promise<void> {
  // On Windows npm is a script and needs a shell; no argument comes from outside.
  const shell = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn('npm', [...args, ...USUAL], {
      ...{ cwd, shell, signal },
      // Its unfinished work is deleted with the folder, so it need not shut down gracefully.
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
          said.push(line);
          onLine?.(line);
        }
      });
    }
    child.once('error', (error) => {
      // If it was running, it has only ended at `close`.
      if (child.pid === undefined) reject(new NpmError(error.message));
    });
    child.once('close', (status) => {
      if (signal?.aborted) reject(signal.reason);
      else if (status === 0) resolve();
      else reject(new NpmError(wordsOf(said) || `npm exited with status ${status}`));
    });
  });
}

/** npm's error message, without the path of its log. */
function wordsOf(said: readonly string[]): string {
  const errors = said.filter((line) => /^npm (error|ERR!)/.test(line));
  const told = errors.map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  return told
    .filter((line) => line !== '' && !/complete log|\.log$/.test(line))
    .slice(0, 4)
    .join('; ');
}
