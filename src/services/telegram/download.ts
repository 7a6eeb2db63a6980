import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Call } from '../../core/definition/call.js';
import { type OintError, ResponseError } from '../../core/errors/errors.js';
import type { RequestSpec } from '../../core/http/build.js';
import { requestBytes } from '../../core/http/request.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { path as encoded } from '../../core/http/url.js';
import { Watch } from '../../core/http/watch.js';
import { ask, botUrl, policy } from './bot.js';
import type { StoredFile } from './types.js';

/** Asks where a file is, and reads it from there. */
export async function download(call: Call, token: string, id: string): Promise<BytesOrFile> {
  const { result } = await ask<StoredFile>(call, token, 'getFile', { file_id: id });
  const place = result?.file_path;
  if (typeof place !== 'string' || place === '') {
    const message = 'the server does not say where the file is (no file_path in its answer)';
    throw new ResponseError({ method: call.method, message });
  }
  const spec: RequestSpec = { ...policy, ownHeaders: { accept: '*/*' } };
  if (isAbsolute(place) && call.options.baseUrl) {
    // Only the caller's own server has files here; where this is another machine, it may serve them.
    if (await isReadable(place)) spec.transport = fromDisk(place);
    else spec.hint = () => `The server keeps its files on its own disk: ${place}`;
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

async function isReadable(place: string): Promise<boolean> {
  try {
    await access(place, constants.R_OK);
    return (await stat(place)).isFile();
  } catch {
    return false;
  }
}

/** Answers with a file of this machine, under the call's deadlines and signal as a network would. */
function fromDisk(place: string): RequestSpec['transport'] {
  return async (_, call) => {
    const { size } = await stat(place);
    const body = createReadStream(place);
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
    const headers = { 'content-length': String(size) };
    return { status: 200, headers, body: quiet(body), watch, release, reason: () => reason };
  };
}

/** Whoever reads a stream hears of its error; where nobody does, it is not to end the process. */
function quiet(stream: Readable): Readable {
  return stream.on('error', () => {});
}
