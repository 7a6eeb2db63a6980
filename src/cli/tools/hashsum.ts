import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InputError } from '../../core/errors/errors.js';
import { isHelp } from '../start/command.js';
import { write } from '../start/print.js';
import { usage } from '../start/usage.js';

/**
 * `oint hashsum`. The file names the files that it loads, and they the next ones, each by a hash of its
 * content: two versions that differ anywhere differ in it.
 */
export async function hashsumCommand([first]: readonly string[]): Promise<number> {
  if (first !== undefined && isHelp(first)) {
    const about = ['oint hashsum', 'Prints the SHA-256 of this version of the command line.'];
    await write(
      usage({ about, rows: [{ left: '-h, --help', right: 'Show this help' }] }, process.stdout),
    );
    return 0;
  }
  if (first !== undefined) {
    throw new InputError({ method: 'hashsum', message: `unexpected argument "${first}"` });
  }
  // Every file of the command line is next to it.
  const main = await readFile(new URL('main.js', import.meta.url));
  await write(`${createHash('sha256').update(main).digest('hex')}\n`);
  return 0;
}
