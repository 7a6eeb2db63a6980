import type { Call } from '../definition/call.js';
import { type BytesOrFile, savedFile } from '../http/save.js';

/** A result of bytes, or the file of `saveTo` with them. */
export async function savedBytes(call: Call, bytes: Buffer): Promise<BytesOrFile> {
  const { saveTo } = call.options;
  if (saveTo === undefined) return bytes;
  return savedFile(call, saveTo, async (target) => {
    await target.write(bytes);
    return undefined;
  });
}
