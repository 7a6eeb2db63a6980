import type { Call } from '../core/call.js';
import type { HttpRequest } from '../core/http/build.js';
import type { Answer } from '../core/http/send.js';

/** Answers a request from inside the process: the embedded server, called without a port. */
export async function answer(_request: HttpRequest, _call: Call): Promise<Answer> {
  throw new Error('not yet');
}
