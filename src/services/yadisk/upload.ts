import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { sendInPieces } from '../../core/http/pieces.js';
import { readAll } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import { uploadAddress } from '../../core/rest/upload-address.js';
import type { YandexToken } from '../../core/rest/vendors/yandex.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { operationEnded, resource } from './operation.js';
import { send } from './wire.js';

interface Upload {
  token: YandexToken;
  path: string;
  file: Bytes;
  overwrite: boolean;
}

/** Uploads a file in one request. */
export function upload(call: Call, given: Upload): Promise<JsonRecord> {
  return stored(call, given, (address) => put(call, address, given.file));
}

/** Uploads a file in pieces of a size. */
export function uploadInPieces(call: Call, given: Upload, each: number): Promise<JsonRecord> {
  return stored(call, given, (address) =>
    sendInPieces<void>(given.file, call, {
      each,
      async send({ bytes, start, total, isLast }, told) {
        const last = start + bytes.size! - 1;
        const range = total === 0 ? undefined : `bytes ${start}-${last}/${total}`;
        await put(told, address, bytes, range);
        return isLast ? { result: undefined } : { next: start + bytes.size! };
      },
    }),
  );
}

/** Gets an upload link, sends the file there, and waits until Yandex has stored it. */
async function stored(
  call: Call,
  { token, path, overwrite }: Upload,
  transfer: (address: URL) => Promise<void>,
): Promise<JsonRecord> {
  const link = await send(call, { token }, 'GET /disk/resources/upload', { path, overwrite });
  const address = uploadAddress(link.href, call);
  call.redactor.add(address.pathname);
  await transfer(address);
  const { operation_id: id } = link;
  if (typeof id === 'string') await operationEnded(call, token, id);
  return resource(call, token, path);
}

/** The link itself grants access: it gets no token. The same bytes may be sent again. */
async function put(call: Call, address: URL, body: Bytes, range?: string): Promise<void> {
  const ownHeaders: Record<string, string> = range === undefined ? {} : { 'content-range': range };
  await exchange(call, 'PUT', address, { body, ownHeaders }, readAll, 'read');
}
