import type { Call } from '../definition/call.js';
import type { TargetFile } from '../files/file.js';
import type { Answer } from './message.js';

/** A binary result that was written to a file. */
export interface SavedFile {
  path: string;
  /** Its size in bytes. */
  bytes: number;
  /** The media type from the server. */
  type: string | undefined;
}

/** A result of bytes: in memory, or saved to the file of `saveTo`. */
export type BytesOrFile = Buffer | SavedFile;

const files = new WeakSet<object>();

/** Notes that this result is a file which was written: a value of JSON may look like one. */
export function saved(file: SavedFile): SavedFile {
  files.add(file);
  return file;
}

/** True for a result that is a file which was written, not one that is still to be. */
export function isSaved(result: unknown): boolean {
  return typeof result === 'object' && result !== null && files.has(result);
}

/** Writes a complete file with `write`, or none at all. `write` returns the media type. */
export async function savedFile(
  call: Call,
  path: string,
  write: (target: TargetFile) => Promise<SavedFile['type']>,
): Promise<SavedFile> {
  // Opened before anything is sent: a path that cannot be written must cost nothing.
  const target = await call.access.files.write(path);
  let type: SavedFile['type'];
  try {
    type = await write(target);
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
  return { path, bytes: target.size, type };
}

/** The size of a body in bytes, if the server announced it and the body is not compressed. */
export function announcedSize({ headers }: Answer): number | undefined {
  const announced = Number(headers['content-length']);
  return announced >= 0 && !headers['content-encoding'] ? announced : undefined;
}
