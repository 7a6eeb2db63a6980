/** Fails if the data ends too early. Every value is a part of the data: none is copied. */
export class WireReader {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#data.length;
  }

  bytes(length: number): Buffer {
    if (length > this.#data.length - this.#at) throw new Error('the data ends too early');
    this.#at += length;
    return this.#data.subarray(this.#at - length, this.#at);
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  uint64(): bigint {
    return this.bytes(8).readBigUInt64BE();
  }

  string(): Buffer {
    return this.bytes(this.uint32());
  }

  text(): string {
    return this.string().toString('utf8');
  }
}

export function uint32(value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(value);
  return data;
}

/** A `string` of the SSH protocol: its length, then its bytes. */
export function wireString(value: string | Uint8Array): Buffer {
  const data = Buffer.from(value as Uint8Array);
  return Buffer.concat([uint32(data.length), data]);
}
