import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';

/**
 * The URL that a service returned for an upload. The URL itself grants access.
 *
 * @throws {ResponseError} It returned none.
 */
export function uploadAddress(named: unknown, { method }: Call): URL {
  if (typeof named === 'string' && URL.canParse(named)) return new URL(named);
  throw new ResponseError({ method, message: 'the server returned no URL for the upload' });
}
