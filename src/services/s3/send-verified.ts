import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { isAws } from './aws-host.js';
import { crc32Of, HashedBytes, md5Of, noMd5Hint } from './digests.js';
import { type Sending, send } from './send.js';
import type { Basic } from './settings.js';
import type { S3Answer } from './types.js';

/** An upload of one request, or of many that share what they learn. */
export class Verifying {
  /** In bytes, of all requests together. */
  readonly #total: number | undefined;
  /** False once the storage has sent an ETag that is not an MD5: computing more of them is useless. */
  #useful = true;

  constructor(total: number | undefined) {
    this.#total = total;
  }

  /** Uploads bytes and verifies them with the ETag, if that is their MD5. */
  async send(
    call: Call,
    basic: Basic,
    sending: Omit<Sending, 'body'>,
    data: Bytes,
  ): Promise<S3Answer<Record<string, never>>> {
    if (sendsCrc32(basic, sending.headers) && data.replayable && !call.dryRun) {
      return this.#sendWithCrc32(call, basic, sending, data);
    }
    if (!basic.verify || !this.#useful) return send(call, basic, { ...sending, body: data });
    const hashed = new HashedBytes(data, this.#total);
    try {
      const answer = await send(call, basic, { ...sending, body: hashed.bytes });
      const stored = md5In(answer);
      if (stored === undefined) this.#useful = false;
      else compare(stored, await hashed.md5(), answer.status, call);
      return answer;
    } finally {
      hashed.drop();
    }
  }

  /** The storage compares the checksum itself, and refuses what differs. */
  async #sendWithCrc32(
    call: Call,
    basic: Basic,
    sending: Omit<Sending, 'body'>,
    data: Bytes,
  ): Promise<S3Answer<Record<string, never>>> {
    const sum = await crc32Of(data);
    const ownHeaders = { ...sending.ownHeaders, [CRC32]: sum };
    const answer = await send(call, basic, { ...sending, ownHeaders, body: data });
    return { ...answer, headers: { ...answer.headers, 'X-Amz-Checksum-Crc32': sum } };
  }
}

const CRC32 = 'x-amz-checksum-crc32';

/**
 * True if uploads are sent with a CRC-32, which is faster than an MD5. AWS's own clients do that by
 * default; some other storages refuse its header.
 */
export function sendsCrc32(
  { checksum, verify, url }: Basic,
  headers: JsonRecord | undefined,
): boolean {
  // The caller's own checksum would contradict it.
  if (Object.keys(headers ?? {}).some((name) => OWN_SUM.test(name))) return false;
  return verify && (checksum ?? (isAws(url) ? 'CRC32' : 'MD5')) === 'CRC32';
}

const OWN_SUM = /^(content-md5|x-amz-(checksum-|sdk-checksum-).*)$/i;

/** Uploads bytes with one request, and verifies them. */
export function sendVerified(
  call: Call,
  basic: Basic,
  sending: Omit<Sending, 'body'>,
  data: Bytes,
): Promise<S3Answer<Record<string, never>>> {
  return new Verifying(data.size).send(call, basic, sending, data);
}

function md5In({ headers }: S3Answer): string | undefined {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return md5Of(Object.fromEntries(entries));
}

function compare(stored: string, sent: string, status: number, call: Call): void {
  if (stored === sent) return;
  throw new ResponseError({
    method: call.method,
    status,
    message: `the stored object is corrupt: its ETag is ${stored}, expected ${sent}`,
    hint: `Try again. ${noMd5Hint(call)}`,
  });
}
