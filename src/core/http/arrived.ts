import { decoded } from './decode.js';
import type { Exchange } from './message.js';
import { broken } from './read.js';

/** Bytes that may wait for a slow reader before the server has to. */
const MOST_WAITING = 1024 * 1024;

/**
 * The body packet by packet, decompressed, with all that arrived before it broke off: the last bytes
 * may say why. A stream of Node that is read in turns drops what waits in it as soon as the connection
 * is lost.
 *
 * @throws {ResponseError} The body ended early, after its last packet.
 */
export async function* arrived(exchange: Exchange): AsyncGenerator<Buffer> {
  const { answer } = exchange;
  const { watch } = answer;
  const waiting: Buffer[] = [];
  let size = 0;
  let end: { error?: Error } | undefined;
  let wake = () => {};
  const ends = (error?: Error) => {
    end ??= error ? { error } : {};
    wake();
  };
  try {
    const body = await decoded(answer, exchange.call);
    body.on('data', (chunk: Buffer) => {
      waiting.push(chunk);
      size += chunk.length;
      if (size >= MOST_WAITING) body.pause();
      wake();
    });
    body.once('end', () => ends());
    body.on('error', ends);
    body.once('close', () => ends(new Error('closed')));
    if (body.destroyed) ends(body.errored ?? new Error('closed'));
    for (;;) {
      const chunk = waiting.shift();
      if (chunk) {
        size -= chunk.length;
        // While the caller is processing, the idle timeout must not run.
        watch.hold();
        yield chunk;
        watch.enter('idleTimeout');
        if (size < MOST_WAITING / 2 && body.isPaused()) body.resume();
      } else if (end) {
        break;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    const stopped = answer.reason() ?? (end as { error?: Error }).error;
    if (stopped) throw stopped;
  } catch (error) {
    throw broken(error as Error, exchange);
  } finally {
    answer.release();
  }
}
