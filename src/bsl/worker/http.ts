import type { Answer, HttpRequestMessage } from '../services/wire.js';

/** Sends a request for `HTTPConnection`. */
export async function answerHttp(_request: HttpRequestMessage): Promise<Answer> {
  return { ok: false, message: 'not yet' };
}
