import { isUtf8 } from 'node:buffer';
import { TarProblem } from './problem.js';

/** Everything in an archive begins at a multiple of it. */
export const BLOCK = 512;

/** A block that describes an entry, before the extended headers are applied. */
export interface Header {
  name: Buffer;
  type: string;
  size: number;
  mode: number;
  uid: number;
  gid: number;
  /** In seconds since 1970. */
  mtime: number;
  link: Buffer;
  user: Buffer;
  group: Buffer;
}

/** Reads a block; `undefined` for one of zeros, which ends an archive. */
export function readHeader(block: Buffer, at: number): Header | undefined {
  if (isZero(block)) return undefined;
  if (!hasChecksum(block)) {
    const what = at === 0 ? 'it has no header of a tar archive' : 'a header has a wrong checksum';
    throw new TarProblem(`${what}, at byte ${at}`);
  }
  const number = (start: number, length: number, what: string) =>
    readNumber(block.subarray(start, start + length), what, at);
  const isUstar = block.toString('latin1', 257, 262) === 'ustar';
  // GNU's old format has other fields there.
  const isPosix = isUstar && block[262] === 0;
  const name = field(block, 0, 100);
  const prefix = isPosix ? field(block, 345, 155) : Buffer.alloc(0);
  return {
    name: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
    type: String.fromCharCode(block[156]!),
    size: number(124, 12, 'size'),
    mode: number(100, 8, 'mode') & 0o7777,
    uid: number(108, 8, 'owner'),
    gid: number(116, 8, 'group'),
    mtime: number(136, 12, 'time'),
    link: field(block, 157, 100),
    user: isUstar ? field(block, 265, 32) : Buffer.alloc(0),
    group: isUstar ? field(block, 297, 32) : Buffer.alloc(0),
  };
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** A text in a field of fixed length, up to the first NUL. */
function field(block: Buffer, start: number, length: number): Buffer {
  const whole = block.subarray(start, start + length);
  const end = whole.indexOf(0);
  return Buffer.from(end < 0 ? whole : whole.subarray(0, end));
}

const SUM_START = 148;
const SUM_END = 156;

/** Some old programs added the bytes as signed ones. */
function hasChecksum(block: Buffer): boolean {
  const stored = octal(block.subarray(SUM_START, SUM_END));
  const { unsigned, signed } = sums(block);
  return stored !== undefined && (stored === unsigned || stored === signed);
}

/** The sum of the bytes of a header, with spaces in place of the sum itself. */
export function sums(block: Buffer): { unsigned: number; signed: number } {
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK; at++) {
    const byte = at >= SUM_START && at < SUM_END ? 0x20 : block[at]!;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return { unsigned, signed };
}

/** Octal digits, or the number itself in big-endian bytes after a set first bit. */
export function readNumber(bytes: Buffer, what: string, at: number): number {
  const first = bytes[0]!;
  const found = first & 0x80 ? binary(bytes) : octal(bytes);
  if (found !== undefined && Number.isSafeInteger(found)) return found;
  throw new TarProblem(`the ${what} in a header is not a number, at byte ${at}`);
}

function octal(bytes: Buffer): number | undefined {
  const text = bytes
    .toString('latin1')
    .replace(/\0[\s\S]*/, '')
    .trim();
  if (text === '') return 0;
  return /^-?[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function binary(bytes: Buffer): number {
  const isNegative = (bytes[0]! & 0x40) !== 0;
  let value = BigInt(bytes[0]! & 0x3f);
  for (const byte of bytes.subarray(1)) value = (value << 8n) | BigInt(byte);
  const bits = BigInt(bytes.length * 8 - 2);
  return Number(isNegative ? value - (1n << bits) : value);
}

/** A name as text. The bytes of one that is not UTF-8 are shown as `\xe9`. */
export function nameOf(bytes: Buffer): { text: string; isEscaped: boolean } {
  if (isUtf8(bytes)) return { text: bytes.toString(), isEscaped: false };
  const text = bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return { text, isEscaped: true };
}
