import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { pause } from '../../core/http/wait.js';
import { timeoutError } from '../../core/http/watch.js';
import type { YandexToken } from '../../core/rest/vendors/yandex.js';
import { now } from '../../core/util/clock.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { send } from './wire.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** What Yandex does not do at once is an operation: waits until it has ended. */
export async function finished(call: Call, token: YandexToken, link: JsonRecord): Promise<void> {
  const [, id] = /\/operations\/([^/?]+)/.exec(String(link.href ?? '')) ?? [];
  if (id !== undefined) await operationEnded(call, token, decodeURIComponent(id));
}

export async function operationEnded(call: Call, token: YandexToken, id: string): Promise<void> {
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    const { status } = await send(call, { token }, 'GET /disk/operations/{id}', { id });
    if (status === 'success') return;
    if (status !== 'in-progress') {
      const message = `the operation failed: its status is ${JSON.stringify(status)}`;
      throw new ResponseError({ method: call.method, message: call.redactor.text(message) });
    }
    if (now() + wait >= call.deadline) throw timeoutError(call, 'timeout');
    await pause(wait, call);
  }
}

/** The metadata of a file or folder. */
export function resource(call: Call, token: YandexToken, path: string): Promise<JsonRecord> {
  return send(call, { token }, 'GET /disk/resources', { path });
}
