import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/errors/errors.js';
import { changeFile } from '../../core/files/change-file.js';
import { randomHex } from '../../core/util/random.js';
import { configOf, configPath } from '../run/config-file.js';
import { note } from '../start/terminal.js';

/**
 * Opens a copy of the config in the user's editor. The config is only replaced if the copy can be read
 * and nothing else has changed it meanwhile: otherwise the copy stays, and the error names it.
 */
export async function editConfig(): Promise<number> {
  const path = configPath();
  const before = await readFile(path, 'utf8').catch(() => undefined);
  const copy = join(dirname(path), `config-${randomHex(4)}.json`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // It contains tokens.
  await writeFile(copy, before ?? '{}\n', { mode: 0o600, flag: 'wx' });
  await edited(copy);
  const text = await readFile(copy, 'utf8');
  if (text === (before ?? '{}\n')) {
    note('nothing was changed');
    await rm(copy);
    return 0;
  }
  configOf(text, copy);
  await changeFile(path, (now) => {
    if (now === before) return text;
    const message = `${path} was changed by another process while you edited it`;
    throw new InputError({ method: 'config edit', message, hint: `Your changes are in ${copy}.` });
  });
  await rm(copy);
  return 0;
}

/** Waits until the editor is closed. */
async function edited(file: string): Promise<void> {
  const isWindows = process.platform === 'win32';
  const editor = process.env.VISUAL || process.env.EDITOR || (isWindows ? 'notepad' : 'vi');
  // An editor may have arguments: `code --wait`.
  const child = isWindows
    ? spawn(`${editor} "${file}"`, { shell: true, stdio: 'inherit' })
    : spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (status === 0) return;
  await rm(file);
  throw new InputError({
    method: 'config edit',
    message: `the editor "${editor}" failed, so nothing was changed`,
    hint: 'Set EDITOR to the editor that you use.',
  });
}
