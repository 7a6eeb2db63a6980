/** The shortest text without padding that can be told from a mistyped name. */
const SURELY_BASE64 = 40;

/** The longest path, and the longest name in it, of any file system. */
const LONGEST_PATH = 4096;
const LONGEST_NAME = 255;

/**
 * True for Base64 text, padded or not, on one line or wrapped. An empty text is valid: no bytes.
 */
export function isBase64(value: string): boolean {
  const text = unwrapped(value);
  // Not one pattern for everything: a long repetition of groups overflows the stack.
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && hasFullLength(text);
}

function hasFullLength(text: string): boolean {
  if (text.endsWith('=')) return text.length % 4 === 0;
  return text.length % 4 !== 1;
}

function unwrapped(value: string): string {
  return value.trim().replace(/[\r\n]+/g, '');
}

/**
 * True only for Base64 that is hardly a path: padded, or long and unlike a path. Text that begins
 * with a slash counts if it begins as a JPEG does, the one common case, or is longer than any path.
 */
export function looksLikeBase64(value: string): boolean {
  const text = unwrapped(value);
  if (text === '' || text.length % 4 !== 0 || !isBase64(text)) return false;
  if (tooLongForPath(text)) return true;
  const isJpeg = text.startsWith('/9j/');
  if (text.startsWith('/') && !isJpeg) return false;
  if (text.endsWith('=')) return true;
  return text.length >= SURELY_BASE64 && (isJpeg || !looksLikeName(text));
}

function tooLongForPath(text: string): boolean {
  const hasLongName = text.split('/').some((part) => part.length > LONGEST_NAME);
  return hasLongName || (text.length > LONGEST_PATH && isMixed(text));
}

/** True for text with upper case, lower case and digits, as in Base64 of some length. */
function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9+]/.test(text);
}

/** The parts of typical names: `report`, `Report`, `REPORT`, `2026`. */
const WORDS = /[A-Z]?[a-z]+|[A-Z]+|\d+/g;
/** Such a run averages 2.1 characters in random Base64, and 3 or more in names. */
const SHORTEST_WORDS = 2.6;

/** True for a checksum, and for a path such as `Photos/Summer2026/IMG0042`. */
function looksLikeName(text: string): boolean {
  if (/^[0-9a-f]+$/.test(text)) return true;
  if (!text.includes('/') || text.includes('///')) return false;
  if (!isMixed(text)) return true;
  const words = text.match(WORDS)!;
  return words.join('').length / words.length >= SHORTEST_WORDS;
}
