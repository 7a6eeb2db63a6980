import { Readable } from 'node:stream';

/**
 * A stream of what `chunks` yields. Unlike `Readable.from` it can be destroyed while the next chunk
 * is still awaited, which may be forever: `stop` then has to end that waiting.
 */
export function streamOf(
  chunks: AsyncGenerator<Uint8Array>,
  stop: () => void,
  highWaterMark?: number,
): Readable {
  return new Readable({
    highWaterMark,
    async read() {
      try {
        const { done, value } = await chunks.next();
        this.push(done ? null : value);
      } catch (error) {
        this.destroy(error as Error);
      }
    },
    destroy(error, done) {
      stop();
      // Where nothing is awaited, this lets go of what the generator holds.
      chunks.return(undefined).catch(() => {});
      done(error);
    },
  });
}
