import type { IncomingMessage } from 'node:http';
import { Refused } from './problem.js';

/** What must arrive of a body in the client's time limit, in bytes: below that it counts as stuck. */
const LEAST_PROGRESS = 32 * 1024;

/**
 * The bytes of a body whose client sends it at some pace.
 *
 * @throws {Refused} Almost nothing came for `patience` milliseconds.
 */
export async function* watched(
  message: IncomingMessage,
  bytes: AsyncIterable<Buffer>,
  patience: number,
): AsyncGenerator<Buffer, void> {
  const iterator = bytes[Symbol.asyncIterator]();
  let came = 0;
  let giveUp = (_: Error): void => {};
  const timer = setInterval(() => {
    // What has arrived and was not read yet is not the client's fault.
    if (came < LEAST_PROGRESS && message.readableLength === 0) {
      giveUp(new Refused(408, 'timed out waiting for the rest of the request'));
    }
    came = 0;
  }, patience);
  timer.unref();
  try {
    for (;;) {
      const { done, value } = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
        giveUp = reject;
        iterator.next().then(resolve, reject);
      });
      if (done) return;
      came += value.length;
      yield value;
    }
  } finally {
    clearInterval(timer);
  }
}
