import { readFileSync, writeFileSync } from 'node:fs';
import { BslObject, define } from './object.js';
import { toText } from './text.js';

/** Bytes that do not change. */
export class BinaryData extends BslObject {
  readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The first bytes, as hexadecimal digits. */
  override toText(): string {
    const shown = this.bytes.subarray(0, 64).toString('hex').toUpperCase();
    return shown.replace(/(..)(?=.)/g, '$1 ') + (this.bytes.length > 64 ? '…' : '');
  }

  override equals(other: unknown): boolean {
    return other instanceof BinaryData && this.bytes.equals(other.bytes);
  }

  override get isFilled(): boolean {
    return this.bytes.length > 0;
  }
}

define(BinaryData, {
  type: 'ДвоичныеДанные BinaryData',
  create: (path: unknown) => new BinaryData(readFileSync(toText(path))),
  methods: {
    'Размер Size'(this: BinaryData) {
      return this.bytes.length;
    },
    'Записать Write'(this: BinaryData, path: unknown) {
      writeFileSync(toText(path), this.bytes);
    },
  },
});
