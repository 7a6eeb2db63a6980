import { ANY_FILE, type AnyMethod, method } from '../definition/method.js';
import type { Args, Params } from '../definition/param.js';
import { type RequestArgs, requestParams } from './request-params.js';
import type { Wire } from './wire.js';

/**
 * Sends any request to the service, for what no method of OInt does.
 *
 * The request has the service's address and authorization, and retries, proxies and masked secrets as in
 * every method. `path` is what the service's documentation shows, with the query after a `?`. A full
 * URL is accepted if it is on the same server; any other is refused.
 *
 * A body in JSON is sent as the service expects it: some expect forms. Any other text, and a file, is
 * sent as it is; `header` may name its type.
 *
 * `--out` saves bytes and text as they arrive, complete or not at all.
 *
 * @returns The value of a response in JSON, text as text, and bytes otherwise; of a response to HEAD,
 * its headers.
 * @throws {InputError} The path leads to another server. Nothing was sent.
 * @throws {HttpError} The service refused.
 */
export const REQUEST = 'request';

/** The `request` of a service, which is sent like the requests of its methods. */
export function rawRequest<First extends Params, Last extends Params>(
  wire: Wire<First, Last>,
): AnyMethod {
  return method(wire.service, REQUEST, {
    effect: 'write',
    params: { ...requestParams, ...wire.first, ...wire.last },
    positions: ['verb', 'path'],
    commandOnly: true,
    dryRun: true,
    saves: ANY_FILE,
    ...(wire.address !== undefined && { address: wire.address }),
    async run(args, call): Promise<unknown> {
      // Rarely needed: not loaded with every method.
      const { sendRaw } = await import('./send-raw.js');
      return sendRaw(wire, call, args as unknown as RequestArgs & Args<First & Last>);
    },
  }) as unknown as AnyMethod;
}
