import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { Batch } from '../../core/files/batch.js';
import type { TargetFile } from '../../core/files/file.js';
import type { Answer, Exchange } from '../../core/http/message.js';
import { packets } from '../../core/http/packets.js';
import { readAll, where } from '../../core/http/read.js';
import { announcedSize, type BytesOrFile, savedFile } from '../../core/http/save.js';
import { type AnyDigest, type Expected, expectedOf, md5For, noMd5Hint } from './digests.js';
import { type Sending, sendFor, undecoded } from './send.js';
import type { Basic } from './settings.js';

/**
 * Downloads an object's bytes exactly as stored (even if compressed) and verifies them with the
 * storage's digests: into memory, or into the file of `saveTo` as they arrive.
 */
export async function download(call: Call, basic: Basic, sending: Sending): Promise<BytesOrFile> {
  const { saveTo } = call.options;
  if (!saveTo || call.dryRun) {
    return sendFor(call, basic, sending, (exchange) => toMemory(exchange, basic));
  }
  return savedFile(call, saveTo, (target) =>
    sendFor(call, basic, sending, (exchange) => toFile(exchange, basic, target)),
  );
}

async function toMemory(exchange: Exchange, basic: Basic): Promise<Buffer> {
  const { onProgress } = exchange.call.options;
  const plain = undecoded(exchange);
  const total = announcedSize(plain.answer);
  const body = await readAll(plain, {
    onData: onProgress && ((done) => onProgress({ direction: 'down', done, total })),
  });
  const expected = sumsOf(exchange.answer, basic);
  for (const { digest } of expected) await digest.update(body);
  await compare(expected, exchange);
  return body;
}

async function toFile(
  exchange: Exchange,
  basic: Basic,
  target: TargetFile,
): Promise<string | undefined> {
  const { answer, call } = exchange;
  const plain = undecoded(exchange);
  const total = announcedSize(plain.answer);
  const expected = await inThread(sumsOf(answer, basic), total);
  await target.restart();
  const batch = new Batch(target, total);
  try {
    for await (const chunk of packets(plain)) {
      // Computed while the disk is busy.
      const written = batch.add(chunk);
      for (const { digest } of expected) await digest.update(chunk);
      await written;
      call.options.onProgress?.({ direction: 'down', done: batch.size, total });
    }
    await batch.end();
    await compare(expected, exchange);
  } finally {
    await batch.settled();
    for (const { digest } of expected) digest.drop?.();
  }
  return answer.headers['content-type'];
}

/** The MD5 of a large object is computed in another thread. */
function inThread(
  expected: readonly Expected[],
  total: number | undefined,
): Promise<Expected<AnyDigest>[]> {
  const moved = expected.map(async (one) => {
    return one.what === 'ETag' ? { ...one, digest: await md5For(total) } : one;
  });
  return Promise.all(moved);
}

/** The digests of the whole object; there are none for a part of it. */
function sumsOf({ status, headers }: Answer, { verify }: Basic): Expected[] {
  if (!verify || status !== 200 || headers['content-range']) return [];
  const found = expectedOf(headers);
  // One is enough, and this one costs almost nothing.
  const crc = found.find(({ what }) => what === 'CRC32');
  return crc ? [crc] : found;
}

async function compare(
  expected: readonly Expected<AnyDigest>[],
  { answer, request, call }: Exchange,
): Promise<void> {
  for (const { what, sum, digest } of expected) {
    const found = await digest.result();
    if (found === sum) continue;
    throw new ResponseError({
      method: call.method,
      status: answer.status,
      message: `the downloaded object is corrupt: its ${what} is ${found}, expected ${sum} (${where(request)})`,
      hint: `Try again.${what === 'ETag' ? ` ${noMd5Hint(call)}` : ''}`,
    });
  }
}
