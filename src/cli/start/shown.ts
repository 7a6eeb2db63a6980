declare const mark: unique symbol;

/**
 * Text that can be written to a stream: on a terminal it contains no control characters but the codes
 * of our own styles. Only this file makes it, and only `put` writes.
 */
export type Shown = string & { readonly [mark]: true };

/** Codes of `Style`. */
const STYLE = '\\x1b\\[(?:[1-4]|9|2[2-4]|29|3[12369])m';
/** How the line editor moves the cursor and clears. */
const EDITING = '\\x1b\\[\\d{0,5}[ABCDGJK]|\\r';
/** What changes the direction of text: a terminal would show it in another order. */
const CONTROL = '[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202d\\u202e]';

const ANY_CONTROL = new RegExp(CONTROL, 'g');
const ALL_BUT_STYLES = new RegExp(`${STYLE}|${CONTROL}`, 'g');
const ALL_BUT_EDITING = new RegExp(`${STYLE}|${EDITING}|(?:${CONTROL})`, 'g');

/**
 * Text without control characters. Done last, just before our own colors are added: whatever decodes
 * a text, such as the entities of Markdown, may bring some back.
 */
export function withoutControls(text: string): string {
  return text.replace(ANY_CONTROL, '\ufffd');
}

/** What is written to a stream; unchanged if it is not a terminal. */
export function shown(text: string, stream: NodeJS.WriteStream): Shown {
  return (stream.isTTY ? text.replace(ALL_BUT_STYLES, whole) : text) as Shown;
}

/** What the line editor writes to a terminal. */
export function edited(text: string): Shown {
  return text.replace(ALL_BUT_EDITING, (found) => (found === '\r' ? found : whole(found))) as Shown;
}

/** Replaces a single control character, not a code of ours. */
function whole(found: string): string {
  return found.length === 1 ? '\ufffd' : found;
}

/** Removes the line with the cursor. */
export const CLEAR_LINE = '\r\x1b[2K' as Shown;
/** Have the terminal mark what is pasted, and no longer. */
export const PASTES_ON = '\x1b[?2004h' as Shown;
export const PASTES_OFF = '\x1b[?2004l' as Shown;

/** The only place that writes to standard output and standard error. */
export function put(
  stream: NodeJS.WriteStream,
  data: Shown | Uint8Array,
  done?: (error?: Error | null) => void,
): void {
  stream.write(data, done);
}
