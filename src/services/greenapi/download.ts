import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { requestBytes } from '../../core/http/request.js';
import type { BytesOrFile } from '../../core/http/save.js';
import type { Instance } from '../../core/rest/vendors/green-api/access.js';
import { send } from './wire.js';

/** Gets the URL of the file in a message, and downloads it. The URL needs no token. */
export async function download(
  call: Call,
  access: Instance,
  chatId: string,
  idMessage: string,
): Promise<BytesOrFile> {
  const { downloadUrl } = await send(call, { access }, 'downloadFile', { chatId, idMessage });
  if (typeof downloadUrl !== 'string' || !URL.canParse(downloadUrl)) {
    const message = 'the server returned no URL of the file';
    throw new ResponseError({ method: call.method, message });
  }
  const url = new URL(downloadUrl);
  call.redactor.add(url.search);
  return requestBytes(call, 'GET', url, { ownHeaders: { accept: '*/*' } });
}
