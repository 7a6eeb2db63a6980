import { openConnection } from '../../core/connection/connection.js';
import type { ConnectionSpec } from '../../core/connection/methods.js';
import type { Call } from '../../core/definition/call.js';
import { method } from '../../core/definition/method.js';
import type { Args, Params } from '../../core/definition/param.js';
import { HttpRequestHandle } from './request.js';

const spec: Pick<ConnectionSpec<HttpRequestHandle>, 'is'> = {
  is: (value) => value instanceof HttpRequestHandle,
};

/** The request that a method works on. */
export const request = openConnection(
  spec.is,
  'Request, as NewRequest returns it',
  { example: 'request', role: 'destination' },
  'an open request, as NewRequest returns it',
);

/** What the methods of a request have in common: they use no network of their own. */
export const ofRequest = { offline: true, programOnly: true } as const;

type Setting<P extends Params> = (
  request: HttpRequestHandle,
  args: Omit<Args<P & { request: typeof request }>, 'request'>,
  call: Call,
) => void | Promise<void>;

/** A method that sets a part of a request, and returns it. */
export function setter<const P extends Params>(name: string, params: P, set: Setting<P>) {
  return method('http', name, {
    ...ofRequest,
    effect: 'read',
    params: { request, ...params },
    async run(args, call): Promise<HttpRequestHandle> {
      const { request, ...given } = args as { request: HttpRequestHandle } & Record<
        string,
        unknown
      >;
      await set(request, given as never, call);
      return request;
    },
  });
}
