import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AbortedError } from '../core/errors.js';

/** Asks on the terminal for something that is not to be seen there. */
export function readHidden(question: string): Promise<string> {
  process.stderr.write(question);
  // The line editor echoes into this: nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise((resolve, reject) => {
    const end = () => {
      process.stderr.write('\n');
      reader.close();
    };
    reader.once('SIGINT', () => {
      end();
      reject(new AbortedError({ message: 'interrupted' }));
    });
    reader.once('line', (line) => {
      end();
      resolve(line);
    });
  });
}
