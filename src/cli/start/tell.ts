import type { OintError } from '../../core/errors/errors.js';
import { wrap } from './layout.js';
import { painter, safe, say, width } from './terminal.js';

/** Prints an error and its hints on standard error, or the error as a line of JSON. */
export function tell(error: OintError): void {
  if (isJsonAsked(process.argv)) {
    say(`${JSON.stringify(error)}\n`);
    return;
  }
  const paint = painter(process.stderr);
  const [what = '', ...hints] = safe(error.message, process.stderr).split('\n');
  const lines = [
    `${paint('red', 'oint:')} ${what}`,
    ...hints.flatMap(shownHint).map((hint) => paint('dim', `  ${hint}`)),
  ];
  say(`${lines.join('\n')}\n`);
}

/** Wrapped at spaces on a terminal; on one line in logs. */
function shownHint(hint: string): string[] {
  return process.stderr.isTTY ? wrap(hint, width(process.stderr) - 2) : [hint];
}

/** True for `--errors json`. Also an error of the command line itself has that form. */
export function isJsonAsked(args: readonly string[]): boolean {
  const at = args.indexOf('--errors');
  return args.includes('--errors=json') || (at >= 0 && args[at + 1] === 'json');
}
