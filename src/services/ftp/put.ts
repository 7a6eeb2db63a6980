import type { Readable } from 'node:stream';
import { type InputError, ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { isReason } from './errors.js';
import { shown } from './paths.js';
import type { Remote } from './remote.js';
import { type Advance, send } from './transfer.js';

/** Writes a file on the server, from a position on. Returns the number of bytes sent. */
export async function put(
  remote: Remote,
  source: Bytes,
  path: string,
  advance: Advance,
  from = 0,
): Promise<number> {
  const { file } = source;
  if (from > 0 && from === file?.size) return 0;
  let sent = 0;
  const open = async (): Promise<Readable> =>
    from > 0 ? file!.read({ start: from, end: file!.size - 1 }) : source.open();
  try {
    await remote.transfer(
      // Not STOR after REST: some servers cut the file there.
      from > 0 ? 'APPE' : 'STOR',
      path,
      async (socket) => {
        remote.task.hold();
        const readable = await remote.task.promise(open());
        sent = await send(remote, socket, readable, advance);
      },
    );
  } catch (error) {
    if (isReason(error, 'NO_SUCH_FILE'))
      (error as InputError).advises('Create the folder with CreateNewDirectory.');
    throw error;
  }
  await check(remote, path, from + sent);
  return sent;
}

/** A server that ran out of space, or a proxy between, may report success all the same. */
async function check(remote: Remote, path: string, expected: number): Promise<void> {
  const found = await remote.size(path).catch(() => undefined);
  if (found === undefined || found === expected) return;
  throw new ResponseError({
    method: remote.call.method,
    cut: true,
    message: remote.call.redactor.text(
      `${shown(path)} has ${found} bytes on the server, but ${expected} were sent`,
    ),
    hint: 'Upload it again.',
  });
}
