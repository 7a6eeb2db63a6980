import { InputError } from '../../core/errors/errors.js';
import type { Remote } from './remote.js';
import { pieces } from './transfer.js';

/** Writes a file from the server to disk, completely or not at all. */
export async function fetch(
  remote: Remote,
  path: string,
  file: string,
  advance: (bytes: number) => void,
): Promise<number> {
  const target = await remote.call.access.files.write(file).catch((error) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ param: 'file', message: error.message, cause: error });
  });
  try {
    for await (const piece of pieces(remote, path)) {
      await remote.task.promise(target.write(piece));
      advance(piece.length);
    }
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
  return target.size;
}
