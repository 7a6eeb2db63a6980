/**
 * Returns true for text with the structure of Telegram's `file_id`s: URL-safe Base64 of bytes with
 * compressed runs of zeros, which start with a type and a data center number and end with the
 * version of the format.
 */
export function isFileId(text: string): boolean {
  if (!/^[\w-]{30,}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.at(-1) !== VERSION) return false;
  const [type, second, third, flags, ...centre] = unshortened(bytes, 8);
  return type! < TYPES && second === 0 && third === 0 && flags! <= FLAGS && isCentre(centre);
}

const VERSION = 4;
/** More than Telegram has, but fewer than other files start with. */
const TYPES = 32;
/** Flags: a web location, and a reference to its message. */
const FLAGS = 3;

function isCentre([first, ...others]: readonly number[]): boolean {
  return first! >= 1 && first! <= 16 && others.length === 3 && others.every((byte) => byte === 0);
}

/** Decompresses the runs of zeros (a zero and a count) at the start. */
function unshortened(bytes: Buffer, length: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length && found.length < length; at++) {
    if (bytes[at] !== 0) found.push(bytes[at]!);
    else found.push(...Array<number>(bytes[++at] ?? 0).fill(0));
  }
  return found.slice(0, length);
}
