/**
 * The two checksums of S3 that Node lacks: CRC-32C and CRC-64/NVME. They process eight bytes at a
 * time, with one table for each.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */

/** The polynomials, reflected. */
const CASTAGNOLI = 0x82f63b78;
const NVME = { high: 0x9a6c9329, low: 0xac4bc9b5 };

let tables32: Int32Array[] | undefined;

function makeTables32(): Int32Array[] {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? CASTAGNOLI : 0);
    tables[0]![byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let at = 1; at < 8; at++) {
      const last = tables[at - 1]![byte]!;
      tables[at]![byte] = (last >>> 8) ^ tables[0]![last & 255]!;
    }
  }
  return tables;
}

export class Crc32c {
  #crc = -1;

  update(chunk: Uint8Array): void {
    tables32 ??= makeTables32();
    const [t0, t1, t2, t3, t4, t5, t6, t7] = tables32 as [Int32Array, ...Int32Array[]];
    let crc = this.#crc;
    let at = 0;
    for (const end = chunk.length - 8; at <= end; at += 8) {
      const a =
        crc ^
        (chunk[at]! | (chunk[at + 1]! << 8) | (chunk[at + 2]! << 16) | (chunk[at + 3]! << 24));
      crc =
        t7![a & 255]! ^
        t6![(a >>> 8) & 255]! ^
        t5![(a >>> 16) & 255]! ^
        t4![a >>> 24]! ^
        t3![chunk[at + 4]!]! ^
        t2![chunk[at + 5]!]! ^
        t1![chunk[at + 6]!]! ^
        t0[chunk[at + 7]!]!;
    }
    for (; at < chunk.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ chunk[at]!) & 255]!;
    this.#crc = crc;
  }

  result(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(~this.#crc);
    return bytes.toString('base64');
  }
}

/** The halves of 64 bits: JavaScript's bit operators have 32. */
let tables64: { high: Int32Array[]; low: Int32Array[] } | undefined;

function makeTables64(): { high: Int32Array[]; low: Int32Array[] } {
  const high = Array.from({ length: 8 }, () => new Int32Array(256));
  const low = Array.from({ length: 8 }, () => new Int32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let [h, l] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd) [h, l] = [h ^ NVME.high, l ^ NVME.low];
    }
    high[0]![byte] = h;
    low[0]![byte] = l;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let at = 1; at < 8; at++) {
      const [h, l] = [high[at - 1]![byte]!, low[at - 1]![byte]!];
      high[at]![byte] = (h >>> 8) ^ high[0]![l & 255]!;
      low[at]![byte] = ((l >>> 8) | (h << 24)) ^ low[0]![l & 255]!;
    }
  }
  return { high, low };
}

export class Crc64 {
  #high = -1;
  #low = -1;

  update(chunk: Uint8Array): void {
    tables64 ??= makeTables64();
    const { high, low } = tables64;
    let [h, l] = [this.#high, this.#low];
    let at = 0;
    for (const end = chunk.length - 8; at <= end; at += 8) {
      const a =
        l ^ (chunk[at]! | (chunk[at + 1]! << 8) | (chunk[at + 2]! << 16) | (chunk[at + 3]! << 24));
      const b =
        h ^
        (chunk[at + 4]! | (chunk[at + 5]! << 8) | (chunk[at + 6]! << 16) | (chunk[at + 7]! << 24));
      l = xored(low, a, b);
      h = xored(high, a, b);
    }
    for (; at < chunk.length; at++) {
      const byte = (l ^ chunk[at]!) & 255;
      l = ((l >>> 8) | (h << 24)) ^ low[0]![byte]!;
      h = (h >>> 8) ^ high[0]![byte]!;
    }
    this.#high = h;
    this.#low = l;
  }

  result(): string {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(~this.#high);
    bytes.writeInt32BE(~this.#low, 4);
    return bytes.toString('base64');
  }
}

/** The remainder of the eight bytes in `a` and `b`, lowest byte first. */
function xored(tables: readonly Int32Array[], a: number, b: number): number {
  return (
    tables[7]![a & 255]! ^
    tables[6]![(a >>> 8) & 255]! ^
    tables[5]![(a >>> 16) & 255]! ^
    tables[4]![a >>> 24]! ^
    tables[3]![b & 255]! ^
    tables[2]![(b >>> 8) & 255]! ^
    tables[1]![(b >>> 16) & 255]! ^
    tables[0]![b >>> 24]!
  );
}
