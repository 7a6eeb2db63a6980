import { PassThrough, pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ArchiveInput, notAnArchive } from '../../core/archives/input.js';
import { cleanPath, type Member } from '../../core/archives/member.js';
import type { Call } from '../../core/definition/call.js';
import { pause } from '../../core/definition/pause.js';
import type { OintError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { TarProblem } from '../../core/formats/tar/problem.js';
import { type TarEntry, TarReader } from '../../core/formats/tar/reader.js';
import { TarSource } from '../../core/formats/tar/source.js';
import { copies } from '../../core/util/copies.js';

/** How an archive is compressed, by its first bytes, and the command that decompresses it. */
const OTHERS: readonly (readonly [magic: string, name: string, command: string])[] = [
  ['425a68', 'bzip2', 'bunzip2'],
  ['fd377a585a00', 'xz', 'unxz'],
  ['28b52ffd', 'Zstandard', 'unzstd'],
  ['1f9d', 'compress', 'uncompress'],
  ['504b0304', 'ZIP', 'unzip'],
  ['377abcaf271c', '7z', 'oint 7z UnarchiveDirectory'],
];

/** How many entries are read between two pauses. */
const SLICE = 512;

/** An archive while it is read. */
export interface OpenArchive {
  reader: TarReader;
  isGzip: boolean;
  /** How many bytes of the archive were read. */
  packed(): number;
}

/** Opens an archive, and closes it when `work` is done. */
export async function withArchive<T>(
  call: Call,
  bytes: Bytes,
  work: (archive: OpenArchive) => Promise<T>,
): Promise<T> {
  const input = await ArchiveInput.open(call, bytes);
  try {
    const { magic, all } = await input.begin();
    const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
    const hex = magic.toString('hex');
    const other = OTHERS.find(([start]) => hex.startsWith(start));
    if (other) throw unsupported(call, other);
    const canJump = !isGzip && bytes.file?.kind === 'file';
    const source = isGzip
      ? new TarSource(gunzipped(all))
      : new TarSource(all, canJump ? (at) => input.jump(at) : undefined);
    return await work({ reader: new TarReader(source), isGzip, packed: () => input.size });
  } catch (error) {
    if (error instanceof TarProblem) throw broken(call, error.message, error);
    const { code } = error as NodeJS.ErrnoException;
    // An error of zlib: broken data, or too little of it.
    if (/^Z_/.test(code ?? '')) throw broken(call, `its gzip data is broken (${code})`, error);
    throw error;
  } finally {
    await input.close();
  }
}

function gunzipped(all: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // The stream reads ahead.
  const source = Readable.from(copies(all), { objectMode: false });
  return pipeline(source, createGunzip({ chunkSize: 2 ** 17 }), new PassThrough(), () => {});
}

function broken(call: Call, what: string, cause: unknown): OintError {
  return notAnArchive(call, `is not a whole tar archive: ${what}`, cause);
}

function unsupported(call: Call, [, name, command]: (typeof OTHERS)[number]): OintError {
  const error = notAnArchive(call, `is compressed with ${name}, not gzip`);
  return error.advises(`Decompress it first: ${command}`);
}

/** The entries one after the other; `take` may read the data of each. */
export async function eachEntry(
  call: Call,
  reader: TarReader,
  take: (entry: TarEntry) => Promise<void> | void,
): Promise<void> {
  let count = 0;
  for (let entry = await reader.next(); entry; entry = await reader.next()) {
    await take(entry);
    if (++count % SLICE === 0) await pause(call);
  }
}

/** An entry as all formats have it. */
export function memberOf({ path, kind, size, mode, modified, link, isEscaped }: TarEntry): Member {
  const isLink = kind === 'symlink' || kind === 'hardlink';
  return {
    path: cleanPath(path),
    kind,
    size,
    mode,
    modified,
    ...(isLink && { link: kind === 'hardlink' ? cleanPath(link) : link }),
    ...(isEscaped && { why: 'its name is not UTF-8' }),
  };
}
