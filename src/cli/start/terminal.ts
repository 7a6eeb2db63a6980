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

// A server's text must not move the cursor, ring the bell or rewrite the screen.
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Text from outside, made safe for a terminal; unchanged elsewhere. */
export function safe(text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY ? withoutControls(text) : text;
}

/**
 * Text without control characters. Done last, just before our own colors are added: whatever decodes
 * a text, such as the entities of Markdown, may bring some back.
 */
export function withoutControls(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

/** Prints a note on standard error. */
export function note(text: string): void {
  process.stderr.write(`${painter(process.stderr)('dim', `oint: ${text}`)}\n`);
}
