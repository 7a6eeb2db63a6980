import type { Call } from '../../core/definition/call.js';
import type { RequestSpec } from '../../core/http/build.js';
import { readJsonIfAny } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import type { Done } from './types.js';

/**
 * Sends a request that is answered by a status alone. A body that is no JSON is an error all the
 * same: it is the page of something else that answers at this address.
 */
export function done(call: Call, method: string, url: URL, spec: RequestSpec): Promise<Done> {
  return exchange(call, method, url, spec, async (exchange) => {
    await readJsonIfAny(exchange);
    return { status_code: exchange.answer.status };
  });
}
