import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Writable } from 'node:stream';

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
