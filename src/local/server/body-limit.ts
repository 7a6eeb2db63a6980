import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.js';

const MIB = 2 ** 20;
/** What a form has beside its file. */
const FORM = MIB;

/** In bytes. */
export interface BodyLimits {
  /** Of an uploaded file. */
  mostUpload: number;
  /** Of JSON, which is held in memory. By default there is room for the pictures of a request. */
  mostJson?: number;
}

/** How large the body of a request may be, by what it is said to be: a form is streamed. */
export function mostBytes(
  { headers }: IncomingMessage,
  { mostUpload, mostJson = 64 * MIB }: BodyLimits,
): number {
  const isForm = /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
  return isForm ? mostUpload + FORM : mostJson;
}

/** A body that says by itself that it is too large. */
export function announcesTooMuch({ headers }: IncomingMessage, most: number): boolean {
  return Number(headers['content-length'] ?? 0) > most;
}

/** A request whose body, which comes without its length, breaks off where it becomes too large. */
export function bounded(request: Request, most: number): Request {
  let size = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size <= most) controller.enqueue(chunk);
      else controller.error(tooLarge(most));
    },
  });
  const body = request.body?.pipeThrough(count);
  return body ? new Request(request, { body, duplex: 'half' } as RequestInit) : request;
}

export function tooLarge(most: number): ApiError {
  const message = `The request is larger than ${Math.floor(most / MIB)} MiB. How large an uploaded file may be, the server is told by --max-upload.`;
  return new ApiError({ status: 413, message, code: 'request_too_large' });
}
