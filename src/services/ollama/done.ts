import type { Call } from '../../core/definition/call.js';
import type { RequestSpec } from '../../core/http/build.js';
import { readJsonIfAny } from '../../core/http/read.js';
import { exchange } from '../../core/http/request.js';
import type { Done } from './types.js';

/**
 * Sends a request whose response is only a status. A body that is not JSON is an error, though: it
 * is a page of another program at this address.
 */
export function done(call: Call, method: string, url: URL, spec: RequestSpec): Promise<Done> {
  return exchange(call, method, url, spec, async (exchange) => {
    await readJsonIfAny(exchange);
    return { status_code: exchange.answer.status };
  });
}
