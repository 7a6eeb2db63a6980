import { isUtf8 } from 'node:buffer';
import { fstatSync } from 'node:fs';
import { InputError } from '../../core/errors/errors.js';
import { note } from '../start/terminal.js';

/** After this time, the user is told that the command waits for standard input. */
const SAY_AFTER = 2_000;

/** Reads piped input or a redirected file; nothing from a terminal. */
export async function pipedText(title: string): Promise<string> {
  if (process.stdin.isTTY || !isPiped()) return '';
  const saying = setTimeout(() => {
    note('waiting for the end of standard input (--no-stdin: do not read it)');
  }, SAY_AFTER);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    const data = Buffer.concat(chunks);
    if (isUtf8(data)) return data.toString('utf8').replace(/^\uFEFF/, '');
  } finally {
    clearTimeout(saying);
  }
  throw new InputError({
    method: title,
    message: 'standard input is not text',
    hint: 'To attach an image, PDF or audio, use --attach -',
  });
}

/** A pipe, a socket or a file; a device such as /dev/null has no input. */
function isPiped(): boolean {
  try {
    const found = fstatSync(0);
    return found.isFIFO() || found.isFile() || found.isSocket();
  } catch {
    return false;
  }
}
