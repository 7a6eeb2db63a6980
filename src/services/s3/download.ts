import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { TargetFile } from '../../core/files/file.js';
import type { Answer, Exchange } from '../../core/http/message.js';
import { packets } from '../../core/http/packets.js';
import { readAll, where } from '../../core/http/read.js';
import { announcedSize, type BytesOrFile, savedFile } from '../../core/http/save.js';
import { type Expected, expectedOf, noMd5Hint } from './digests.js';
import { type Sending, sendFor, undecoded } from './send.js';
import type { Basic } from './settings.js';

/**
 * An object's bytes just as they are stored (also where they are stored compressed), compared with
 * the sums that the storage gives: into memory, or into the file of `saveTo` as they come.
 */
export async function download(call: Call, basic: Basic, sending: Sending): Promise<BytesOrFile> {
  const { saveTo } = call.options;
  if (!saveTo || call.dryRun) {
    return sendFor(call, basic, sending, (exchange) => toMemory(exchange, basic));
  }
  return savedFile(saveTo, (target) =>
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
  for (const { digest } of expected) digest.update(body);
  compare(expected, exchange);
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
  const expected = sumsOf(answer, basic);
  await target.restart();
  for await (const chunk of packets(plain)) {
    // Summed up while the disk is at work.
    const written = target.write(chunk);
    for (const { digest } of expected) digest.update(chunk);
    await written;
    call.options.onProgress?.({ direction: 'down', done: target.size, total });
  }
  compare(expected, exchange);
  return answer.headers['content-type'];
}

/** What the whole object is to come to; nothing is known of a part of it. */
function sumsOf({ status, headers }: Answer, { verify }: Basic): Expected[] {
  return verify && status === 200 && !headers['content-range'] ? expectedOf(headers) : [];
}

function compare(expected: readonly Expected[], { answer, request, call }: Exchange): void {
  for (const { what, sum, digest } of expected) {
    const found = digest.result();
    if (found === sum) continue;
    throw new ResponseError({
      method: call.method,
      status: answer.status,
      message: `what arrived differs from the stored object: its ${what} should be ${sum} and is ${found} (${where(request)})`,
      hint: `Try again.${what === 'ETag' ? ` ${noMd5Hint(call)}` : ''}`,
    });
  }
}
