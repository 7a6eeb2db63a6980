import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Writable } from 'node:stream';

/** Texts of up to so many characters go out together: a system call takes longer than a small response. */
const TOGETHER = 64 * 1024;

/**
 * Reserves standard output for the protocol: everything else that this process writes to it, such
 * as a dependency's logs, goes to standard error from now on. Returns the only stream that still
 * writes to it.
 */
export function takeStdout(): Writable {
  const { stdout, stderr } = process;
  const send = stdout.write.bind(stdout);
  // The reader of the wire decides what happens after the client has closed it.
  stdout.removeAllListeners('error').on('error', () => {});
  const wire = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => {
      send(chunk, encoding, done);
    },
    // What was written while it was corked, or while the client was busy.
    writev(chunks, done) {
      const pieces = joined(chunks.map(({ chunk }) => chunk));
      const last = pieces.pop() ?? '';
      for (const piece of pieces) send(piece);
      send(last, done);
    },
  });
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  // Some code writes to the file descriptor instead of the stream.
  const elsewhere = (descriptor: number) => (descriptor === 1 ? 2 : descriptor);
  const { write, writeSync } = fs;
  fs.write = Object.assign(
    (descriptor: number, ...rest: unknown[]) =>
      (write as (...args: unknown[]) => void)(elsewhere(descriptor), ...rest),
    write,
  ) as typeof fs.write;
  fs.writeSync = ((descriptor: number, ...rest: unknown[]) =>
    (writeSync as (...args: unknown[]) => number)(
      elsewhere(descriptor),
      ...rest,
    )) as typeof fs.writeSync;
  syncBuiltinESMExports();
  return wire;
}

function joined(chunks: readonly (string | Buffer)[]): (string | Buffer)[] {
  const pieces: (string | Buffer)[] = [];
  let text = '';
  for (const chunk of chunks) {
    if (typeof chunk === 'string' && text.length + chunk.length <= TOGETHER) text += chunk;
    else {
      pieces.push(text, chunk);
      text = '';
    }
  }
  pieces.push(text);
  return pieces.filter(({ length }) => length > 0);
}
