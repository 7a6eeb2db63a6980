import type { Koffi } from './koffi.js';

/** An address; 0 means no address. */
export type Address = bigint;

/**
 * The memory of this process, as components see it. Only what was allocated here is freed here, so
 * that a component that returns its own memory does not crash.
 */
export class Memory {
  readonly koffi: Koffi;
  readonly #sizes = new Map<Address, number>();
  readonly pointerSize: number;

  constructor(koffi: Koffi) {
    this.koffi = koffi;
    this.pointerSize = koffi.sizeof('void *');
  }

  /** Memory with zeros. */
  allocate(bytes: number): Address {
    const size = Math.max(bytes, 1);
    const address: Address = BigInt(this.koffi.alloc('uint8_t', size));
    this.view(address, size).fill(0);
    this.#sizes.set(address, size);
    return address;
  }

  free(address: Address): void {
    if (this.#sizes.delete(address)) this.koffi.free(address);
  }

  /** The size of what was allocated here. `undefined` for other memory. */
  sizeOf(address: Address): number | undefined {
    return this.#sizes.get(address);
  }

  view(address: Address, length: number): Buffer {
    return Buffer.from(this.koffi.view(address, length));
  }

  pointer(at: Address): Address {
    const { buffer, byteOffset } = this.view(at, this.pointerSize);
    return new BigUint64Array(buffer, byteOffset, 1)[0]!;
  }

  setPointer(at: Address, to: Address): void {
    this.view(at, this.pointerSize).writeBigUInt64LE(to);
  }

  /** UTF-16 text in new memory, with a NUL after it. */
  text(text: string): Address {
    const address = this.allocate(text.length * 2 + 2);
    this.view(address, text.length * 2 + 2).write(text, 'utf16le');
    return address;
  }

  /** Reads UTF-16 text up to its NUL, and frees it if it was allocated here. */
  takeText(address: Address): string {
    if (!address) return '';
    const text = this.koffi.decode.string16(address);
    this.free(address);
    return text;
  }
}
