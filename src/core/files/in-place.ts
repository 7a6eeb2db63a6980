import { constants, createReadStream, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * True if a new file with this name would be another file than the old one in more than its content:
 * with another owner, or no longer the one that its other hard links name.
 */
export function replacingChanges(old: Stats, part: Stats): boolean {
  return old.nlink > 1 || old.uid !== part.uid || old.gid !== part.gid;
}

/** True for the errors of a folder in which no new file can be created. */
export function isClosedFolder(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error));
}

/** True for the errors of a rename over a file that can only be written: a bind mount, for example. */
export function cannotBeReplaced(error: unknown): boolean {
  return ['EBUSY', 'EXDEV', 'EACCES', 'EPERM', 'EROFS'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** Opens an existing file for writing, and leaves its content for now. */
export function openInPlace(path: string): Promise<FileHandle> {
  return open(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
}

/** Copies a complete file over the content of another, which keeps everything else. */
export async function copyInto(target: FileHandle, from: string): Promise<void> {
  let size = 0;
  for await (const chunk of createReadStream(from, { highWaterMark: 512 * 1024 })) {
    const data = chunk as Buffer;
    for (let at = 0; at < data.length; ) {
      at += (await target.write(data, at, undefined, size + at)).bytesWritten;
    }
    size += data.length;
  }
  // Last: until then, a failure has lost as little as possible.
  await target.truncate(size);
  await target.sync();
}
