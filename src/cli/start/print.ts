import { fstatSync, writeSync } from 'node:fs';
import { OutputError } from '../../core/errors/errors.js';
import { explain } from '../../core/files/explain.js';
import { put, shown } from './shown.js';
import { safe } from './terminal.js';

/** Prints text from outside. */
export function print(text: string): Promise<void> {
  return write(safe(text, process.stdout));
}

const STDOUT = 1;
/** What broke standard output. Nothing can be written to it any more. */
let broken: Error | undefined;

/** Writes to standard output at the reader's pace: bytes, or our own text with colors. */
export async function write(data: string | Uint8Array): Promise<void> {
  if (broken) throw broken;
  if (!isFile()) return writeToStream(data);
  try {
    writeToFile(typeof data === 'string' ? Buffer.from(data) : data);
  } catch (error) {
    throw breaks(error as Error);
  }
}

/** True if the reader of standard output (`| head`) has closed it, which is no failure. */
export function isClosedOutput(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE' && isReported(error);
}

/** True if an error of standard output was thrown to the code that wrote. */
export function isReported(error: Error): boolean {
  return broken !== undefined && (error === broken || error === broken.cause);
}

function breaks(error: Error): Error {
  const message = `cannot write to standard output: ${explain(error)}`;
  const isClosed = 'code' in error && error.code === 'EPIPE';
  broken ??= isClosed ? error : new OutputError({ message, cause: error });
  return broken;
}

function writeToStream(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const { stdout } = process;
    // A terminal gets no bytes as they are.
    const text = stdout.isTTY ? Buffer.from(data).toString() : data;
    const safe = typeof text === 'string' ? shown(text, stdout) : text;
    put(stdout, safe, (error) => (error ? reject(breaks(error)) : resolve()));
  });
}

/** A file, or a device such as /dev/full. */
function isFile(): boolean {
  if (process.stdout.isTTY) return false;
  const found = fstatSync(STDOUT);
  return found.isFile() || found.isCharacterDevice() || found.isBlockDevice();
}

/** Node's stream for a file does not notice if only a part was written. */
function writeToFile(data: Uint8Array): void {
  for (let from = 0; from < data.length; ) {
    from += writeSync(STDOUT, data, from);
  }
}

/** Encodes what JSON cannot: bytes become Base64, bigints become strings of digits. */
export function encodeValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const isBuffer =
    typeof value === 'object' && value !== null && 'type' in value && 'data' in value;
  if (!isBuffer || value.type !== 'Buffer' || !Array.isArray(value.data)) return value;
  return Buffer.from(value.data).toString('base64');
}
