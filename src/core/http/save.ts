import type { Call } from '../call.js';
import { TargetFile } from '../file.js';
import type { HttpRequest } from './build.js';
import { broken, decoded } from './read.js';
import type { Answer } from './send.js';

/** A binary result that was written to disk. */
export interface SavedFile {
  path: string;
  /** Its size in bytes. */
  bytes: number;
  /** The media type the server gave. */
  type: string | undefined;
}

/** Writes an answer's body to a file as it arrives; the file takes its name when it is whole. */
export async function save(
  answer: Answer,
  request: HttpRequest,
  call: Call,
  path: string,
): Promise<SavedFile> {
  const target = await TargetFile.open(path);
  try {
    const announced = Number(answer.headers['content-length']);
    const total = announced >= 0 && !answer.headers['content-encoding'] ? announced : undefined;
    for await (const chunk of chunksOf(answer, request, call)) {
      await target.write(chunk);
      call.options.onProgress?.({ direction: 'down', done: target.size, total });
    }
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
  return { path, bytes: target.size, type: answer.headers['content-type'] };
}

/** The body piece by piece; a body that breaks off is an error that says so. */
export async function* chunksOf(
  answer: Answer,
  request: HttpRequest,
  call: Call,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of await decoded(answer)) {
      answer.watch.touch();
      yield chunk as Buffer;
    }
  } catch (error) {
    throw broken(error as Error, answer, request, call);
  } finally {
    answer.release();
  }
}
