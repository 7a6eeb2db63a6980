import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { HashedBytes, md5Of, noMd5Hint } from './digests.js';
import { type Sending, send } from './send.js';
import type { Basic } from './settings.js';
import type { S3Answer } from './types.js';

/** Uploads bytes and verifies them with the ETag, if that is their MD5. */
export async function sendVerified(
  call: Call,
  basic: Basic,
  sending: Omit<Sending, 'body'>,
  data: Bytes,
): Promise<S3Answer<Record<string, never>>> {
  if (!basic.verify) return send(call, basic, { ...sending, body: data });
  const hashed = new HashedBytes(data);
  const answer = await send(call, basic, { ...sending, body: hashed.bytes });
  const headers = Object.entries(answer.headers).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  const stored = md5Of(Object.fromEntries(headers));
  if (stored === undefined) return answer;
  const sent = hashed.md5();
  if (stored === sent) return answer;
  throw new ResponseError({
    method: call.method,
    status: answer.status,
    message: `the stored object is corrupt: its ETag is ${stored}, expected ${sent}`,
    hint: `Try again. ${noMd5Hint(call)}`,
  });
}
