import { styleText } from 'node:util';

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

/** Colours text where the stream is a terminal that shows colours; NO_COLOR and TERM=dumb count. */
export type Paint = (style: Style, text: string) => string;

export function painter(stream: NodeJS.WriteStream): Paint {
  const coloured = stream.isTTY && stream.hasColors?.();
  // By itself it would look at standard output, whichever stream the text is for.
  const options = { validateStream: false };
  return coloured ? (style, text) => styleText(style, text, options) : (_, text) => text;
}

/** How many columns to write into: the terminal's, at most 100; 100 where there is none. */
export function width(stream: NodeJS.WriteStream): number {
  return Math.max(40, Math.min(100, stream.columns ?? 100));
}

// What moves the cursor, rings or rewrites the screen has no place in a text that a server sent.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Text from outside, harmless on a terminal; elsewhere as it is. */
export function safe(text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY ? text.replace(CONTROL, '\ufffd') : text;
}

/** A remark on standard error, beside the result. */
export function note(text: string): void {
  process.stderr.write(`${painter(process.stderr)('dim', `oint: ${text}`)}\n`);
}
