import type { Call } from '../definition/call.js';
import type { TargetFile } from '../files/file.js';
import type { Answer, HttpRequest } from './message.js';
import { broken, decoded } from './read.js';

/** A binary result that was written to disk. */
export interface SavedFile {
  path: string;
  /** Its size in bytes. */
  bytes: number;
  /** The media type the server gave. */
  type: string | undefined;
}

/** Writes an answer's body to a file as it arrives. */
export async function save(
  answer: Answer,
  request: HttpRequest,
  call: Call,
  target: TargetFile,
): Promise<SavedFile['type']> {
  const total = announcedSize(answer);
  for await (const chunk of chunksOf(answer, request, call)) {
    await target.write(chunk);
    call.options.onProgress?.({ direction: 'down', done: target.size, total });
  }
  return answer.headers['content-type'];
}

/** The size of a body in bytes, where the server gave it and it is that of what is read. */
export function announcedSize({ headers }: Answer): number | undefined {
  const announced = Number(headers['content-length']);
  return announced >= 0 && !headers['content-encoding'] ? announced : undefined;
}

/** The body piece by piece; a body that breaks off is an error that says so. */
export async function* chunksOf(
  answer: Answer,
  request: HttpRequest,
  call: Call,
): AsyncGenerator<Buffer> {
  const { watch } = answer;
  try {
    for await (const chunk of await decoded(answer)) {
      // While the reader is at work, the other side is not to blame for the silence.
      watch.hold();
      yield chunk as Buffer;
      watch.enter('idleTimeout');
    }
    const stopped = answer.reason();
    if (stopped) throw stopped;
  } catch (error) {
    throw broken(error as Error, answer, request, call);
  } finally {
    answer.release();
  }
}
