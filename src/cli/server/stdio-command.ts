import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { InputError } from '../../core/errors/errors.js';
import { type Encoding, encodingOf } from '../../core/files/encoding.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { Calls } from '../../server/calls.js';
import { linesOf } from '../../server/lines.js';
import { LineServer } from '../../server/stdio.js';
import type { Offered } from '../../serving/catalogue.js';
import { takeStdout } from '../../serving/wire.js';
import { readLine } from '../run/line.js';
import { changeFolder, readOptions } from '../serving/limits.js';
import { write } from '../start/print.js';
import { usage } from '../start/usage.js';
import { STDIO_OPTIONS, stdioUsage } from './server-options.js';
import { settingsOf } from './settings.js';

const METHOD = 'server stdio';

/** `oint server stdio`. Returns the exit status. */
export async function stdioCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const values = readOptions(METHOD, args, STDIO_OPTIONS);
  if (values.help) {
    await write(usage(stdioUsage, process.stdout));
    return 0;
  }
  const { sprt, bsprt = false, enc = 'utf-8' } = values;
  const encoding = encodingNamed(enc);
  // Before other modules are loaded, since they may write to standard output.
  const wire = takeStdout();
  const settings = await settingsOf(METHOD, values);
  const emptyFolder = await changeFolder(METHOD, settings.roots);
  const calls = await Calls.create(settings);
  try {
    const plainText = sprt !== undefined;
    const server = new LineServer({ calls, readOptions: optionsOf, plainText });
    const [before, after] = [bsprt ? (sprt ?? '') : '', sprt ?? '\n'];
    await serve(
      server,
      encoding,
      (text) => send(wire, encoding.encode(before + text + after)),
      signal,
    );
  } finally {
    await calls.close();
    if (emptyFolder) await rm(emptyFolder, { recursive: true, force: true });
  }
  return 0;
}

/** Answers one line after the other, until the input ends or `exit`. */
async function serve(
  server: LineServer,
  encoding: Encoding,
  answer: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const line of linesOf(decoded(encoding, process.stdin))) {
      if (line?.trim() === 'exit') return;
      const found = line === undefined ? LINE_TOO_LONG : await server.answer(line, signal);
      if (found !== undefined) await answer(found);
    }
  } catch (error) {
    // At a signal, standard input is destroyed.
    if (!signal.aborted) throw error;
  }
}

/** The names that terminals of Windows use. */
const NAMES: Readonly<Record<string, string>> = { cp866: 'ibm866', cp1251: 'windows-1251' };

function encodingNamed(typed: string): Encoding {
  const found = encodingOf(NAMES[typed.toLowerCase()] ?? typed);
  if (found) return found;
  const message = `--enc must be an encoding such as utf-8, windows-1251 or cp866, not "${typed}"`;
  throw new InputError({ method: METHOD, param: 'enc', message });
}

/** A character may be in two chunks. */
async function* decoded(
  { name }: Encoding,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(name);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

const LINE_TOO_LONG = JSON.stringify({ result: false, error: 'the line is too long' });

async function send(wire: Writable, bytes: Buffer): Promise<void> {
  if (!wire.write(bytes)) await once(wire, 'drain');
}

/** The options of a call, by the command line's own rules. */
function optionsOf({ service, manifest }: Offered, args: readonly string[]): JsonRecord {
  return readLine(`${service} ${manifest.name}`, manifest, args).values;
}
