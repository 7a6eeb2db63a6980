import type { OintError } from '../../core/errors/errors.js';
import { wrap } from './layout.js';
import { painter, safe, width } from './terminal.js';

/** Prints an error and its hints on standard error. */
export function tell(error: OintError): void {
  const paint = painter(process.stderr);
  const [what = '', ...hints] = safe(error.message, process.stderr).split('\n');
  const lines = [
    `${paint('red', 'oint:')} ${what}`,
    ...hints.flatMap(shownHint).map((hint) => paint('dim', `  ${hint}`)),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** Wrapped at spaces on a terminal; on one line in logs. */
function shownHint(hint: string): string[] {
  return process.stderr.isTTY ? wrap(hint, width(process.stderr) - 2) : [hint];
}
