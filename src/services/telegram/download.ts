import type { Readable } from 'node:stream';
import type { SourceFile } from '../../core/access/files.js';
import type { Call } from '../../core/definition/call.js';
import { type OintError, ResponseError } from '../../core/errors/errors.js';
import { StreamBody } from '../../core/http/body.js';
import type { RequestSpec } from '../../core/http/build.js';
import { requestBytes } from '../../core/http/request.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { path as encoded, isLoopback } from '../../core/http/url.js';
import { Watch } from '../../core/http/watch.js';
import { ask, botUrl, policy } from './bot.js';
import type { StoredFile } from './types.js';

/** Gets the path of a file and downloads it. */
export async function download(call: Call, token: string, id: string): Promise<BytesOrFile> {
  const { result } = await ask<StoredFile>(call, token, 'getFile', { file_id: id });
  const place = result?.file_path;
  if (typeof place !== 'string' || place === '') {
    const message = 'the server did not say where the file is (no file_path in the response)';
    throw new ResponseError({ method: call.method, message });
  }
  const spec: RequestSpec = { ...policy, ownHeaders: { accept: '*/*' } };
  if (isAbsolute(place) && call.options.baseUrl) {
    // Only the caller's own server has files here; if it is another machine, it may serve them over
    // HTTP.
    const file = await ofThisMachine(call, place);
    if (file) spec.transport = fromDisk(file);
    else spec.hint = () => `The server stores its files on its own disk: ${place}`;
  }
  const segments = place.split('/').filter((segment) => segment !== '');
  const url = botUrl(
    call,
    token,
    segments.map((segment) => encoded`/${segment}`).join(''),
    '/file',
  );
  return requestBytes(call, 'GET', url, spec);
}

function isAbsolute(place: string): boolean {
  return place.startsWith('/') || /^[a-z]:[\\/]/i.test(place);
}

/** The file that a server on this machine stored for us; another server cannot name one here. */
async function ofThisMachine(call: Call, place: string): Promise<SourceFile | undefined> {
  const { hostname } = new URL(call.options.baseUrl!);
  if (!isLoopback(hostname)) return undefined;
  const file = await call.access.files.open(place).catch(() => undefined);
  return file?.kind === 'file' ? file : undefined;
}

/** Responds with a local file, under the call's deadlines and signal like a network would. */
function fromDisk(file: SourceFile): RequestSpec['transport'] {
  return async (_, call) => {
    const body = file.read();
    let reason: OintError | undefined;
    const stop = (error: OintError) => {
      reason ??= error;
      body.destroy(error);
    };
    const watch = new Watch(call, stop);
    const onAbort = () => stop(call.aborted());
    call.options.signal?.addEventListener('abort', onAbort, { once: true });
    watch.enter('idleTimeout');
    const release = () => {
      watch.stop();
      call.options.signal?.removeEventListener('abort', onAbort);
      body.destroy();
    };
    const headers = { 'content-length': String(file.size) };
    return {
      ...{ status: 200, headers, body: new StreamBody(quiet(body)) },
      ...{ watch, release, reason: () => reason },
    };
  };
}

/** A reader of the stream receives its error; without a reader, it must not end the process. */
function quiet(stream: Readable): Readable {
  return stream.on('error', () => {});
}
