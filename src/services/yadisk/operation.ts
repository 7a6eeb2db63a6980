import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { polled } from '../../core/http/poll.js';
import type { YandexToken } from '../../core/rest/vendors/yandex.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { send } from './wire.js';

/** What Yandex does not do at once is an operation: waits until it has ended. */
export async function finished(call: Call, token: YandexToken, link: JsonRecord): Promise<void> {
  const [, id] = /\/operations\/([^/?]+)/.exec(String(link.href ?? '')) ?? [];
  if (id !== undefined) await operationEnded(call, token, decodeURIComponent(id));
}

export async function operationEnded(call: Call, token: YandexToken, id: string): Promise<void> {
  await polled(call, async () => {
    const { status } = await send(call, { token }, 'GET /disk/operations/{id}', { id });
    if (status === 'success') return status;
    if (status === 'in-progress') return undefined;
    const message = `the operation failed: its status is ${JSON.stringify(status)}`;
    throw new ResponseError({ method: call.method, message: call.redactor.text(message) });
  });
}

/** The metadata of a file or folder. */
export function resource(call: Call, token: YandexToken, path: string): Promise<JsonRecord> {
  return send(call, { token }, 'GET /disk/resources', { path });
}
