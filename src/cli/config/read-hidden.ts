import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AbortedError } from '../../core/errors/errors.js';
import { say } from '../start/terminal.js';

/** Prompts on the terminal for a value, and hides what the user types. */
export function readHidden(question: string): Promise<string> {
  // The line editor echoes into this stream, which drops it. The terminal itself echoes nothing now.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  say(question);
  return new Promise((resolve, reject) => {
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('SIGINT', () => reader.close());
    reader.once('error', () => reader.close());
    // Also emitted after a line, where it has no effect; otherwise it means Ctrl-C or Ctrl-D.
    reader.once('close', () => {
      say('\n');
      reject(new AbortedError({ message: 'interrupted' }));
    });
  });
}
