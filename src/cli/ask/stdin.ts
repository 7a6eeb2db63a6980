import { fstatSync, readFileSync } from 'node:fs';
import { InputError } from '../../core/errors/errors.js';
import { NotText, textDecoder } from '../../core/files/decode-text.js';
import { note } from '../start/terminal.js';

/** After this time, the user is told that the command waits for standard input. */
const SAY_AFTER = 2_000;

interface Reading {
  /** The prompt names standard input as `-`. */
  asked: boolean;
  /** True if there is a prompt without standard input. */
  hasPrompt: boolean;
  encoding: string | undefined;
}

/** Reads piped input or a redirected file; nothing from a terminal. */
export async function pipedText(title: string, reading: Reading): Promise<string> {
  const decode = textDecoder(reading.encoding, title);
  if (!reading.asked && (process.stdin.isTTY || !isInput(reading.hasPrompt))) return '';
  const saying = setTimeout(() => {
    note('waiting for the end of standard input (--no-stdin: do not read it)');
  }, SAY_AFTER);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  } finally {
    clearTimeout(saying);
  }
  const data = Buffer.concat(chunks);
  try {
    const text = decode(data);
    if (!reading.asked && reading.hasPrompt && process.stderr.isTTY) noteAdded(text);
    return text;
  } catch (error) {
    throw error instanceof NotText ? await noText(title, data, error) : error;
  }
}

/** In `… | while read line; do oint ask "$line"; done`, that is the rest of the list. */
function noteAdded(text: string): void {
  const lines = text.split('\n').filter(Boolean).length;
  if (lines === 0) return;
  const shown = lines === 1 ? '1 line' : `${lines} lines`;
  note(`${shown} of standard input added to the prompt (--no-stdin: do not read it)`);
}

async function noText(title: string, data: Buffer, { message }: NotText): Promise<InputError> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(data).catch(() => undefined);
  if (found || data.includes(0)) {
    return new InputError({
      method: title,
      message: `standard input is not text${found ? `, but ${found.mime}` : ''}`,
      hint: 'To attach an image, PDF or audio, use --attach -',
    });
  }
  return new InputError({
    method: title,
    message: `standard input is ${message}`,
    hint: 'If it is text in another encoding, name it: --encoding windows-1251, --encoding iso-8859-1 …',
  });
}

/**
 * A pipe, a socket or a file; a device such as /dev/null has no input. With a prompt, a file counts
 * only if nothing has been read from it: in `while read line; do oint ask "$line"; done < list`, it
 * is the list.
 */
function isInput(hasPrompt: boolean): boolean {
  try {
    const found = fstatSync(0);
    if (found.isFile()) return !hasPrompt || isUnread();
    return found.isFIFO() || found.isSocket();
  } catch {
    return false;
  }
}

/** Only Linux says where a file is read. */
function isUnread(): boolean {
  if (process.platform !== 'linux') return true;
  return /^pos:\s*0$/m.test(readFileSync('/proc/self/fdinfo/0', 'latin1'));
}
