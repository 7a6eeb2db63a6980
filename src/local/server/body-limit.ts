import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.js';

const MIB = 2 ** 20;
/** The allowance for a form's other fields and headers. */
const FORM = MIB;

/** In bytes. */
export interface BodyLimits {
  /** For an uploaded file. */
  mostUpload: number;
  /** For JSON, which is held in memory. The default leaves room for images in a request. */
  mostJson?: number;
}

/** The largest body a request may have, by its content type: forms are streamed. */
export function mostBytes(
  { headers }: IncomingMessage,
  { mostUpload, mostJson = 64 * MIB }: BodyLimits,
): number {
  const isForm = /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
  return isForm ? mostUpload + FORM : mostJson;
}

/** Checks whether a body exceeds the limit by its own Content-Length. */
export function announcesTooMuch({ headers }: IncomingMessage, most: number): boolean {
  return Number(headers['content-length'] ?? 0) > most;
}

/** Wraps a request without a Content-Length so that its body fails as soon as it exceeds the limit. */
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
  const message = `The request body is larger than ${Math.floor(most / MIB)} MiB. To allow larger uploads, start the server with --max-upload.`;
  return new ApiError({ status: 413, message, code: 'request_too_large' });
}
