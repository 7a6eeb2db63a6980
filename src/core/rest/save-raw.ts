import type { Call } from '../definition/call.js';
import type { Answer, Exchange, Read } from '../http/message.js';
import { packets } from '../http/packets.js';
import { announcedSize, type SavedFile, saved } from '../http/save.js';

/**
 * Saves a response to a file as it arrives, complete or not at all. JSON is read and returned instead: the
 * service may refuse in it, and the face writes it in the format of the file's name.
 */
export async function saveRaw(
  call: Call,
  path: string,
  send: (read: Read<unknown>) => Promise<unknown>,
  readValue: Read<unknown>,
): Promise<unknown> {
  const target = await call.access.files.write(path);
  let file: SavedFile | undefined;
  let value: unknown;
  try {
    value = await send(async (found: Exchange) => {
      const { answer } = found;
      if (!isAsItIs(answer)) return readValue(found);
      const size = announcedSize(answer);
      // A request that failed half way may be sent again.
      await target.restart();
      for await (const packet of packets(found)) {
        await target.write(packet);
        call.options.onProgress?.({ direction: 'down', done: target.size, total: size });
      }
      file = saved({ path, bytes: target.size, type: answer.headers['content-type'] });
      return file;
    });
  } catch (error) {
    await target.discard();
    throw error;
  }
  if (file) await target.commit();
  else await target.discard();
  return value;
}

/** True for bytes, and for text that is in UTF-8. */
function isAsItIs({ headers }: Answer): boolean {
  const type = (headers['content-type'] ?? '').toLowerCase();
  const charset = /charset="?([^\s;"]+)/.exec(type)?.[1] ?? 'utf-8';
  return !/\bjson\b/.test(type.split(';')[0]!) && /^utf-?8$/.test(charset);
}
