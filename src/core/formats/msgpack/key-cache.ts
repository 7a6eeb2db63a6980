/** A power of two. */
const SLOTS = 1024;

/** The keys of maps by their bytes: an array of objects has the same keys again and again. */
export class KeyCache {
  readonly #keys: (string | undefined)[] = new Array(SLOTS).fill(undefined);

  find(bytes: Uint8Array, start: number, length: number): string | undefined {
    const key = this.#keys[slotOf(bytes, start, length)];
    if (key === undefined || key.length !== length) return undefined;
    for (let at = 0; at < length; at++) {
      if (key.charCodeAt(at) !== bytes[start + at]) return undefined;
    }
    return key;
  }

  /** Stores only ASCII, in which a character is a byte. */
  add(bytes: Uint8Array, start: number, length: number, key: string): void {
    if (key.length !== length) return;
    for (let at = 0; at < length; at++) if (bytes[start + at]! >= 0x80) return;
    this.#keys[slotOf(bytes, start, length)] = key;
  }
}

/** Beyond the end of the input the bytes are `undefined`, which counts as 0. */
function slotOf(bytes: Uint8Array, start: number, length: number): number {
  const first = bytes[start]!;
  const middle = bytes[start + (length >> 1)]!;
  const last = bytes[start + length - 1]!;
  return (first * 31 + middle * 131 + last * 521 + length * 7) & (SLOTS - 1);
}
