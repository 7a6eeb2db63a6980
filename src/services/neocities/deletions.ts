import type { Call } from '../../core/definition/call.js';
import { inBatches } from '../../core/rest/batches.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { send } from './wire.js';

/** The maximum number of paths in a request, which deletes all of them or none. */
const MOST = 1000;

/** Deletes files and folders. Returns the last response. */
export async function deleteAll(
  call: Call,
  token: string,
  paths: readonly string[],
): Promise<JsonRecord> {
  const answers = await inBatches(call, paths, {
    most: MOST,
    param: 'paths',
    done: 'deleted',
    send: async (batch) => [await send(call, { token }, 'POST /delete', { 'filenames[]': batch })],
  });
  return answers.at(-1)!;
}
