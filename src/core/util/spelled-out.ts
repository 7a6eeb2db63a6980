import { cut, cutEnd } from './cut.js';

/**
 * Characters that a reader does not see, or that change what is seen: controls, marks that change the
 * direction of writing, characters without width, and separators that break lines.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text on one line, with every character in it to be seen: `\n`, `\u{202e}`. */
export function spelledOut(text: string): string {
  return text.replace(
    UNSEEN,
    (character) => NAMED[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** Up to this many characters are shown whole. */
const WHOLE = 2_000;
const PART = 700;

/**
 * A value for a question before something is done with it. A longer one cannot be shown whole: it is
 * named by its length and digest, so that it is this one and no other, and shown at both ends.
 */
export function shownForConsent(value: string): string {
  const text = spelledOut(value);
  if (text.length <= WHOLE) return text;
  const { createHash } = process.getBuiltinModule('node:crypto');
  const digest = createHash('sha256').update(value).digest('hex');
  const middle = `… (${value.length} characters, SHA-256 ${digest}) …`;
  return `${cut(text, PART)}${middle}${cutEnd(text, PART)}`;
}
