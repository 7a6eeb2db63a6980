import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { requestBytes } from '../../core/http/request.js';
import type { BytesOrFile } from '../../core/http/save.js';
import type { YandexToken } from '../../core/rest/vendors/yandex.js';
import { send } from './wire.js';

/** Gets the link of a file, and downloads it. The link itself grants access: it gets no token. */
export async function download(call: Call, token: YandexToken, path: string): Promise<BytesOrFile> {
  const { href } = await send(call, { token }, 'GET /disk/resources/download', { path });
  if (typeof href !== 'string' || !URL.canParse(href)) {
    const message = 'the server returned no URL for the download';
    throw new ResponseError({ method: call.method, message });
  }
  const url = new URL(href);
  call.redactor.add(url.search);
  return requestBytes(call, 'GET', url, { ownHeaders: { accept: '*/*' } });
}
