import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AbortedError } from '../../core/errors/errors.js';

/** Asks on the terminal for something that is not to be seen there. */
export function readHidden(question: string): Promise<string> {
  // The line editor echoes into this: nowhere. From here on the terminal itself echoes nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('SIGINT', () => reader.close());
    reader.once('error', () => reader.close());
    // After a line this comes too, and changes nothing; without one it was Ctrl-C or Ctrl-D.
    reader.once('close', () => {
      process.stderr.write('\n');
      reject(new AbortedError({ message: 'interrupted' }));
    });
  });
}
