import { InputError, ResponseError } from '../../core/errors/errors.js';
import type { TargetFile } from '../../core/files/file.js';
import { shown } from './paths.js';
import type { Remote } from './remote.js';
import { type Advance, receive } from './transfer.js';

interface Fetching {
  advance: Advance;
  /** The number of bytes that are on disk. */
  before?: number;
  /** Keeps what arrived if the transfer fails. */
  resume?: boolean;
}

/** Writes a file from the server to disk: completely or not at all, unless it can be resumed. */
export async function fetch(
  remote: Remote,
  from: { path: string; size: number | undefined },
  file: string,
  { advance, before = 0, resume = false }: Fetching,
): Promise<number> {
  const { files } = remote.call.access;
  const old = before > 0 ? await files.open(file) : undefined;
  const target = await files.write(file).catch((error) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ param: 'file', message: error.message, cause: error });
  });
  try {
    if (old) {
      for await (const chunk of old.read({ start: 0, end: before - 1 })) await target.write(chunk);
      advance(before);
    }
    if (before === 0 || before !== from.size) await fill(remote, from, target, advance);
  } catch (error) {
    // What arrived is the beginning of the file: the next call continues there.
    if (resume && target.size > before) await target.commit();
    else await target.discard();
    throw error;
  }
  await target.commit();
  return target.size - before;
}

async function fill(
  remote: Remote,
  { path, size }: { path: string; size: number | undefined },
  target: TargetFile,
  advance: Advance,
): Promise<void> {
  await get(remote, path, target.size, async (chunks) => {
    await target.writeAll(chunks);
    for (const { length } of chunks) advance(length);
  });
  if (size !== undefined && target.size < size) throw cut(remote, path, target.size, size);
}

/** Receives a file, from a position on. */
export function get(
  remote: Remote,
  path: string,
  from: number,
  take: (chunks: Buffer[]) => Promise<void>,
): Promise<void> {
  return remote.transfer('RETR', path, (socket) => receive(remote, socket, take), from);
}

function cut({ call }: Remote, path: string, size: number, expected: number): ResponseError {
  return new ResponseError({
    method: call.method,
    cut: true,
    message: call.redactor.text(`${shown(path)} was cut off: ${size} of ${expected} bytes arrived`),
    hint: 'Try again.',
  });
}
