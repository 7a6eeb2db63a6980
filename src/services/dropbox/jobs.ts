import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { pause } from '../../core/http/wait.js';
import { timeoutError } from '../../core/http/watch.js';
import { now } from '../../core/util/clock.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Signed, send } from './wire.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** Follows what Dropbox has begun to its end. A tag that is unknown here is an end too. */
export async function finished(
  call: Call,
  { token }: Signed,
  begun: JsonRecord,
  route: string,
): Promise<JsonRecord> {
  const { '.tag': tag, async_job_id: id } = begun;
  if (tag !== 'async_job_id' || typeof id !== 'string') return begun;
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    const state = await send(call, { token }, route, { async_job_id: id });
    if (state['.tag'] === 'failed') throw failed(call, state.failed);
    if (state['.tag'] !== 'in_progress') return state;
    if (now() + wait >= call.deadline) {
      const work = call.redactor.text(`Dropbox continues the work as job ${id}.`);
      throw timeoutError(call, 'timeout').advises(work);
    }
    await pause(wait, call);
  }
}

function failed(call: Call, why: unknown): ResponseError {
  const tags: string[] = [];
  for (let at = why; isRecord(at) && tags.length < 5; ) {
    const tag = String(at['.tag']);
    tags.push(tag);
    at = at[tag];
  }
  const words = call.redactor.text(tags.join('/') || 'no reason given').slice(0, 200);
  return new ResponseError({ method: call.method, message: `Dropbox could not do it: ${words}` });
}
