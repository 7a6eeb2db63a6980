import { InputError } from '../errors/errors.js';

/** Bytes that are not text. The message says what they are not: `not valid UTF-8 at byte 9`. */
export class NotText extends Error {}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text in a file or on standard input: UTF-8, or UTF-16 with its byte order mark, which is what
 * PowerShell and Windows' editors write. A byte order mark is not part of the text.
 *
 * @throws {NotText} It is neither. The message says at which byte.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe)
    return decoded(bytes, new TextDecoder('utf-16le', { fatal: true }));
  if (first === 0xfe && second === 0xff)
    return decoded(bytes, new TextDecoder('utf-16be', { fatal: true }));
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  return hasMark ? decodeUtf8(bytes.subarray(3), 3) : decodeUtf8(bytes, 0);
}

/**
 * Decodes a part of a text in UTF-8, which begins at this byte.
 *
 * @throws {NotText} It is not UTF-8. The message says at which byte.
 */
export function decodeUtf8(part: Uint8Array, from: number): string {
  try {
    return UTF_8.decode(part);
  } catch {
    throw new NotText(`not valid UTF-8 at byte ${from + validLength(part)}`);
  }
}

/**
 * Decodes text in the encoding that the user names, one that web browsers know; without a name, as
 * `decodeText`, and with the same errors.
 *
 * @throws {InputError} There is no such encoding.
 */
export function textDecoder(
  encoding: string | undefined,
  method: string,
): (bytes: Uint8Array) => string {
  if (encoding === undefined) return decodeText;
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    return (bytes) => decoded(bytes, decoder);
  } catch {
    throw new InputError({
      method,
      param: 'encoding',
      message: `there is no encoding "${encoding.slice(0, 40)}"`,
      hint: 'Examples: utf-8, utf-16le, iso-8859-1, windows-1251, shift_jis, gbk.',
    });
  }
}

function decoded(bytes: Uint8Array, decoder: InstanceType<typeof TextDecoder>): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new NotText(`not valid ${decoder.encoding.toUpperCase()}`);
  }
}

/** How many bytes at the beginning are whole characters: decoders do not say where they failed. */
function validLength(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValidStart(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  // A beginning may end inside a character.
  while (!isValid(bytes.subarray(0, valid))) valid--;
  return valid;
}

const isValidStart = (bytes: Uint8Array) => isValid(bytes, true);

function isValid(bytes: Uint8Array, stream = false): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
