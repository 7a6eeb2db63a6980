import type { OintError } from '../../core/errors/errors.js';
import { wrap } from './layout.js';
import { painter, safe, width } from './terminal.js';

/** Tells on standard error what went wrong, and what to do about it. */
export function tell(error: OintError): void {
  const paint = painter(process.stderr);
  const [what = '', ...hints] = safe(error.message, process.stderr).split('\n');
  const lines = [
    `${paint('red', 'oint:')} ${what}`,
    ...hints.flatMap(shownHint).map((hint) => paint('dim', `  ${hint}`)),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** Broken at spaces on a terminal, which would break it anywhere; whole for whoever reads a log. */
function shownHint(hint: string): string[] {
  return process.stderr.isTTY ? wrap(hint, width(process.stderr) - 2) : [hint];
}
