import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { TargetFile } from '../../core/files/file.js';
import type { HttpRequest } from '../../core/http/build.js';
import { readAll, where } from '../../core/http/read.js';
import { announcedSize, chunksOf, type SavedFile } from '../../core/http/save.js';
import type { Answer } from '../../core/http/send.js';
import { type Expected, expectedOf, noMd5Hint } from './digests.js';
import { type Sending, sendFor, undecoded } from './send.js';
import type { Basic } from './settings.js';

/**
 * An object's bytes just as they are stored (also where they are stored compressed), compared with
 * the sums that the storage gives: into memory, or into the file of `saveTo` as they come.
 */
export async function download(call: Call, basic: Basic, sending: Sending): Promise<Buffer> {
  const { saveTo } = call.options;
  if (!saveTo || call.dryRun) {
    return sendFor(call, basic, sending, (answer, sent) => toMemory(answer, sent, call, basic));
  }
  // Opened before anything is sent: a path that cannot be written is to cost nothing.
  const target = await TargetFile.open(saveTo);
  let type: string | undefined;
  try {
    type = await sendFor(call, basic, sending, async (answer, sent) => {
      await target.restart();
      return toFile(answer, sent, call, basic, target);
    });
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
  const saved: SavedFile = { path: saveTo, bytes: target.size, type };
  // `saveTo` is the caller's, and the method's type says what it returns then.
  return saved as unknown as Buffer;
}

async function toMemory(
  answer: Answer,
  sent: HttpRequest,
  call: Call,
  basic: Basic,
): Promise<Buffer> {
  const { onProgress } = call.options;
  const plain = undecoded(answer);
  const total = announcedSize(plain);
  const tell = onProgress && ((done: number) => onProgress({ direction: 'down', done, total }));
  const body = await readAll(plain, sent, call, undefined, tell);
  const expected = sumsOf(answer, basic);
  for (const { digest } of expected) digest.update(body);
  compare(expected, answer, sent, call);
  return body;
}

async function toFile(
  answer: Answer,
  sent: HttpRequest,
  call: Call,
  basic: Basic,
  target: TargetFile,
): Promise<string | undefined> {
  const plain = undecoded(answer);
  const total = announcedSize(plain);
  const expected = sumsOf(answer, basic);
  for await (const chunk of chunksOf(plain, sent, call)) {
    // Summed up while the disk is at work.
    const written = target.write(chunk);
    for (const { digest } of expected) digest.update(chunk);
    await written;
    call.options.onProgress?.({ direction: 'down', done: target.size, total });
  }
  compare(expected, answer, sent, call);
  return answer.headers['content-type'];
}

/** What the whole object is to come to; nothing is known of a part of it. */
function sumsOf({ status, headers }: Answer, { verify }: Basic): Expected[] {
  return verify && status === 200 && !headers['content-range'] ? expectedOf(headers) : [];
}

function compare(
  expected: readonly Expected[],
  { status }: Answer,
  sent: HttpRequest,
  call: Call,
): void {
  for (const { what, sum, digest } of expected) {
    const found = digest.result();
    if (found === sum) continue;
    throw new ResponseError({
      method: call.method,
      status,
      message: `what arrived differs from the stored object: its ${what} should be ${sum} and is ${found} (${where(sent)})`,
      hint: `Try again.${what === 'ETag' ? ` ${noMd5Hint(call)}` : ''}`,
    });
  }
}
