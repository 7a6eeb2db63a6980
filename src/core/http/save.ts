import type { TargetFile } from '../files/file.js';
import type { Answer, Exchange } from './message.js';
import { packets } from './packets.js';

/** A binary result that was written to disk. */
export interface SavedFile {
  path: string;
  /** Its size in bytes. */
  bytes: number;
  /** The media type the server gave. */
  type: string | undefined;
}

/** Writes an answer's body to a file as it arrives. */
export async function save(exchange: Exchange, target: TargetFile): Promise<SavedFile['type']> {
  const { answer, call } = exchange;
  const total = announcedSize(answer);
  for await (const chunk of packets(exchange)) {
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
