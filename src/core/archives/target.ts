import { NotAllowed } from '../access/not-allowed.js';
import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import type { TargetFile } from '../files/file.js';

/** Opens the file that an archive is written to. An error names the param with its path. */
export async function openTarget(call: Call, path: string, param = 'dest'): Promise<TargetFile> {
  return call.access.files.write(path).catch((error) => {
    if (!(error instanceof InputError) || error instanceof NotAllowed) throw error;
    const { method } = call;
    throw new InputError({ method, param, message: error.message, cause: error });
  });
}

/** Writes a whole archive to a file, or leaves the old one unchanged. Returns its size. */
export async function writeArchive(target: TargetFile, archive: Promise<Buffer>): Promise<number> {
  try {
    await target.write(await archive);
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
  return target.size;
}
