import { Readable } from 'node:stream';

/**
 * A stream of the chunks. Unlike `Readable.from`, it can be destroyed while the next chunk is
 * awaited, which may never come: `stop` must then end the wait.
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
      // If nothing is awaited, this releases the resources of the generator.
      chunks.return(undefined).catch(() => {});
      done(error);
    },
  });
}
