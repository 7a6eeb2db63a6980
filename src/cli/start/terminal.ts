import { styleText } from 'node:util';
import { put, shown, withoutControls } from './shown.js';

export type Style =
  | 'bold'
  | 'dim'
  | 'italic'
  | 'underline'
  | 'strikethrough'
  | 'red'
  | 'green'
  | 'yellow'
  | 'cyan';

/** Colors text if the stream is a terminal with colors; respects NO_COLOR and TERM=dumb. */
export type Paint = (style: Style, text: string) => string;

export function painter(stream: NodeJS.WriteStream): Paint {
  const colored = stream.isTTY && stream.hasColors?.();
  // By default it checks standard output, whichever stream the text is for.
  const options = { validateStream: false };
  return colored ? (style, text) => styleText(style, text, options) : (_, text) => text;
}

/** The number of columns to use: the terminal's, at most 100; 100 without a terminal. */
export function width(stream: NodeJS.WriteStream): number {
  return Math.max(40, Math.min(100, stream.columns ?? 100));
}

/** Text from outside, made safe for a terminal; unchanged elsewhere. */
export function safe(text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY ? withoutControls(text) : text;
}

/** Prints a note on standard error. */
export function note(text: string): void {
  say(`${painter(process.stderr)('dim', `oint: ${text}`)}\n`);
}

/** Writes our own text, with colors, to standard error. */
export function say(text: string): void {
  put(process.stderr, shown(text, process.stderr));
}
