import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';

/**
 * The address that a service has named for an upload: the address itself is the permission.
 *
 * @throws {ResponseError} It named none.
 */
export function uploadAddress(named: unknown, { method }: Call): URL {
  if (typeof named === 'string' && URL.canParse(named)) return new URL(named);
  throw new ResponseError({ method, message: 'the server named no address for the upload' });
}
