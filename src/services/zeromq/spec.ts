import type { ConnectionSpec } from '../../core/connection/methods.js';
import { Endpoint } from './endpoint.js';

/** What the makers of methods need to know about endpoints of one class. */
export function specOf<E extends Endpoint>(
  Type: abstract new (...given: never[]) => E,
): ConnectionSpec<E> {
  return {
    service: 'zeromq',
    is: (value): value is E => value instanceof Type,
    option: 'conn',
    log: ({ log }) => log,
  };
}

export const spec = specOf(Endpoint);
