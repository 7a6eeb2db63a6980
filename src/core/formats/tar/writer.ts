import { BLOCK, sums } from './header.js';
import { paxRecord } from './pax.js';
import { paddingOf } from './reader.js';

/** A file or folder to be written. */
export interface NewEntry {
  /** Relative, with slashes and none at the end. */
  path: string;
  isFolder: boolean;
  size: number;
  mode: number;
  /** In milliseconds since 1970. */
  modified: number;
}

const MOST_NAME = 100;
const MOST_PREFIX = 155;
/** The largest number of eleven octal digits. */
const MOST_OCTAL = 8 ** 11 - 1;

/** What ends an archive. */
export const END = Buffer.alloc(2 * BLOCK);

/**
 * The headers of an entry, in the format of POSIX. An extended header has what the other one has no
 * room for: long names and others than ASCII, files of 8 GiB and more, times before 1970.
 */
export function headersOf(entry: NewEntry): Buffer {
  const path = entry.isFolder ? `${entry.path}/` : entry.path;
  const seconds = Math.floor(entry.modified / 1000);
  const split = splitName(path);
  const records = [
    ...(split ? [] : [paxRecord('path', path)]),
    ...(entry.size > MOST_OCTAL ? [paxRecord('size', String(entry.size))] : []),
    ...(seconds < 0 || seconds > MOST_OCTAL ? [paxRecord('mtime', String(seconds))] : []),
  ];
  const { name, prefix } = split ?? { name: cutName(path), prefix: '' };
  const own = block({
    name,
    prefix,
    type: entry.isFolder ? '5' : '0',
    mode: entry.mode,
    size: entry.size > MOST_OCTAL ? 0 : entry.size,
    seconds: Math.min(Math.max(seconds, 0), MOST_OCTAL),
  });
  if (records.length === 0) return own;
  const data = Buffer.concat(records);
  const more = block({
    name: cutName(`PaxHeaders/${entry.path.slice(-80)}`),
    prefix: '',
    type: 'x',
    mode: 0o644,
    size: data.length,
    seconds: 0,
  });
  return Buffer.concat([more, data, Buffer.alloc(paddingOf(data.length)), own]);
}

interface Fields {
  name: string;
  prefix: string;
  type: string;
  mode: number;
  size: number;
  seconds: number;
}

function block({ name, prefix, type, mode, size, seconds }: Fields): Buffer {
  // Many of them share one piece of memory.
  const bytes = Buffer.allocUnsafe(BLOCK).fill(0);
  bytes.write(name, 0, MOST_NAME, 'latin1');
  const octal = (value: number, at: number, digits: number) =>
    bytes.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(seconds, 136, 11);
  bytes.write(type, 156, 'latin1');
  bytes.write('ustar\0' + '00', 257, 'latin1');
  octal(0, 329, 7);
  octal(0, 337, 7);
  bytes.write(prefix, 345, MOST_PREFIX, 'latin1');
  octal(sums(bytes).unsigned, 148, 6);
  bytes.write('\0 ', 154, 'latin1');
  return bytes;
}

/** A name in the two fields that there are for it; `undefined` if it does not fit. */
function splitName(path: string): { name: string; prefix: string } | undefined {
  if (!/^[\x20-\x7e]*$/.test(path)) return undefined;
  if (path.length <= MOST_NAME) return { name: path, prefix: '' };
  // The last slash before the name may be the one that ends a folder.
  const slash = path.indexOf('/', Math.max(0, path.length - MOST_NAME - 1));
  if (slash <= 0 || slash > MOST_PREFIX || slash === path.length - 1) return undefined;
  return { name: path.slice(slash + 1), prefix: path.slice(0, slash) };
}

/** For programs that do not know extended headers. */
function cutName(path: string): string {
  return path.replace(/[^\x20-\x7e]/g, '_').slice(0, MOST_NAME);
}
