import { crc32 } from '../../../../test/support/crc32.js';

/** An entry of an archive that is only stored, not compressed. */
export interface Stored {
  name: string;
  data?: Buffer;
  isFolder?: boolean;
  /** Where a symbolic link leads. */
  link?: string;
  /** The attributes of Unix. */
  mode?: number;
  /** In seconds since 1970. */
  time?: number;
  /** Another checksum than the right one. */
  crc?: number;
}

/** A number in as few bytes as possible, seven bits in each. */
function vint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) | 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function block(header: Buffer, data: Buffer = Buffer.alloc(0)): Buffer {
  const sized = Buffer.concat([vint(header.length), header]);
  return Buffer.concat([uint32(crc32(sized)), sized, data]);
}

const SIGNATURE = Buffer.from('526172211a070100', 'hex');
const MAIN = block(Buffer.from([1, 0, 0]));
const END = block(Buffer.from([5, 0, 0]));

/** A RAR archive of version 5, by the published description of the format. */
export function rarOf(entries: readonly Stored[]): Buffer {
  return Buffer.concat([SIGNATURE, MAIN, ...entries.map(fileBlock), END]);
}

function fileBlock({
  name,
  data = Buffer.alloc(0),
  isFolder,
  link,
  mode,
  time = 1e9,
  crc,
}: Stored) {
  const extra = link === undefined ? Buffer.alloc(0) : linkRecord(link);
  const flags = (extra.length > 0 ? 1 : 0) | 2;
  const fileFlags = (isFolder ? 1 : 0) | 2 | 4;
  const type = isFolder ? 0o040000 : link === undefined ? 0o100000 : 0o120000;
  const bytes = Buffer.from(name);
  const header = Buffer.concat([
    vint(2),
    vint(flags),
    ...(extra.length > 0 ? [vint(extra.length)] : []),
    vint(data.length),
    vint(fileFlags),
    vint(data.length),
    vint(type | (mode ?? (isFolder ? 0o755 : 0o644))),
    uint32(time),
    uint32(crc ?? crc32(data)),
    // Stored, on Unix.
    vint(0),
    vint(1),
    vint(bytes.length),
    bytes,
    extra,
  ]);
  return block(header, data);
}

const REDIRECTION = 5;
const UNIX_LINK = 1;

function linkRecord(target: string): Buffer {
  const bytes = Buffer.from(target);
  const record = Buffer.concat([
    vint(REDIRECTION),
    vint(UNIX_LINK),
    vint(0),
    vint(bytes.length),
    bytes,
  ]);
  return Buffer.concat([vint(record.length), record]);
}
