import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { bytesOf } from '../../core/http/early-response.js';
import { ApiError } from '../errors.js';
import { codingsOf, decompressed } from './body-coding.js';

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
  return isForm(headers) ? mostUpload + FORM : mostJson;
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
}

/** Checks whether a body exceeds the limit by its own Content-Length. */
export function announcesTooMuch({ headers }: IncomingMessage, most: number): boolean {
  return Number(headers['content-length'] ?? 0) > most;
}

/** Checks whether a body is read piece by piece, possibly not to its end. */
export function isStreamed({ headers }: IncomingMessage): boolean {
  const isCoded = headers['content-encoding'] !== undefined;
  return headers['transfer-encoding'] !== undefined || isForm(headers) || isCoded;
}

/**
 * A request whose body is decompressed, and fails as soon as it exceeds the limit. A reader that stops
 * early leaves the connection open for the response.
 */
export async function bounded(
  { url, method, headers: given, signal }: Request,
  incoming: IncomingMessage,
  most: number,
): Promise<Request> {
  const limits = { most, tooLarge: () => tooLarge(most) };
  const bytes = bytesOf(incoming, limits);
  const codings = codingsOf(incoming);
  const content = codings.length > 0 ? await decompressed(bytes, codings, limits) : bytes;
  const headers = new Headers(given);
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  const body = ReadableStream.from(content) as ReadableStream<Uint8Array>;
  const init: RequestInit = { method, headers, signal, body, duplex: 'half' };
  return new Request(url, init);
}

export function tooLarge(most: number): ApiError {
  const message = `The request body is larger than ${Math.floor(most / MIB)} MiB. To allow larger uploads, start the server with --max-upload.`;
  return new ApiError({ status: 413, message, code: 'request_too_large' });
}
