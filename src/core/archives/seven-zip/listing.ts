import { cleanPath, type Member } from '../member.js';

/** What 7-Zip says of an archive and of what is in it. */
export interface Listing {
  /** Properties of the archive: `Method`, `Solid`, `Blocks`. */
  archive: ReadonlyMap<string, string>;
  entries: ListedMember[];
}

export interface ListedMember extends Member {
  /** In the archive, in bytes, if it is known: in a solid archive, only for the first file. */
  packed: number | undefined;
  isEncrypted: boolean;
  /** The checksum of the contents. */
  crc: string | undefined;
}

const ENTRIES = '----------';

/** Reads what `7z l -slt` prints. Control characters in names are underscores there. */
export function readListing(lines: readonly string[]): Listing {
  const start = lines.indexOf(ENTRIES);
  const head = start < 0 ? lines : lines.slice(0, start);
  const entries: ListedMember[] = [];
  let found = new Map<string, string>();
  for (const line of start < 0 ? [] : [...lines.slice(start + 1), '']) {
    if (line !== '') addTo(found, line);
    else if (found.has('Path')) {
      entries.push(memberOf(found));
      found = new Map();
    }
  }
  const archive = new Map<string, string>();
  for (const line of head.slice(head.lastIndexOf('--') + 1)) addTo(archive, line);
  return { archive, entries };
}

function addTo(found: Map<string, string>, line: string): void {
  const at = line.indexOf(' = ');
  if (at > 0) found.set(line.slice(0, at), line.slice(at + 3));
  else if (line.endsWith(' =')) found.set(line.slice(0, -2), '');
}

function memberOf(found: ReadonlyMap<string, string>): ListedMember {
  const attributes = found.get('Attributes') ?? '';
  const link = found.get('Symbolic Link') || found.get('Hard Link') || undefined;
  const packed = found.get('Packed Size');
  return {
    path: cleanPath(found.get('Path')!),
    kind: kindOf(found, attributes),
    size: Number(found.get('Size') || 0),
    packed: packed ? Number(packed) : undefined,
    modified: timeOf(found.get('Modified')),
    mode: modeOf(attributes),
    isEncrypted: found.get('Encrypted') === '+',
    crc: found.get('CRC') || undefined,
    ...(link && { link }),
  };
}

function kindOf(found: ReadonlyMap<string, string>, attributes: string): Member['kind'] {
  if (found.get('Symbolic Link') || / l[rwxsStT-]{9}/.test(attributes)) return 'symlink';
  if (found.get('Hard Link')) return 'hardlink';
  if (found.get('Folder') === '+' || /^\S*D/.test(attributes) || / d[rwx]/.test(attributes)) {
    return 'folder';
  }
  return / [bcps][rwx-]{9}/.test(attributes) ? 'other' : 'file';
}

/** The local time of a machine in UTC. */
function timeOf(text: string | undefined): number | undefined {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,9})?$/.exec(text ?? '');
  if (!found) return undefined;
  const time = Date.parse(`${found[1]}T${found[2]}${(found[3] ?? '').slice(0, 4)}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The permissions, if the archive has those of Unix: `-rwxr-xr-x`. */
function modeOf(attributes: string): number | undefined {
  const letters = / [-dl]([rwxsStT-]{9})/.exec(attributes)?.[1];
  if (!letters) return undefined;
  return [...letters].reduce((mode, letter, at) => {
    const isSet = letter !== '-' && letter !== 'S' && letter !== 'T';
    return isSet ? mode | (1 << (8 - at)) : mode;
  }, 0);
}
