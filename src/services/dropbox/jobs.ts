import type { Call } from '../../core/definition/call.js';
import { ResponseError, TimeoutError } from '../../core/errors/errors.js';
import { polled } from '../../core/http/poll.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Signed, send } from './wire.js';

/** Follows what Dropbox has begun to its end. A tag that is unknown here is an end too. */
export async function finished(
  call: Call,
  { token }: Signed,
  begun: JsonRecord,
  route: string,
): Promise<JsonRecord> {
  const { '.tag': tag, async_job_id: id } = begun;
  if (tag !== 'async_job_id' || typeof id !== 'string') return begun;
  try {
    return await polled(call, async () => {
      const state = await send(call, { token }, route, { async_job_id: id });
      if (state['.tag'] === 'failed') throw failed(call, state.failed);
      return state['.tag'] === 'in_progress' ? undefined : state;
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    throw error.advises(call.redactor.text(`Dropbox continues the work as job ${id}.`));
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
