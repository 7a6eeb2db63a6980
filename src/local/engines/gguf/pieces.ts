/** Produces chunks until it is done or the signal aborts. */
export type Write<T> = (push: (piece: T) => void, signal: AbortSignal) => Promise<void>;

/**
 * Turns what a producer pushes into an iterator with backpressure. When the reader stops or the
 * outer signal aborts, the producer is told to stop, and has stopped when the iterator ends.
 */
export async function* pieces<T>(write: Write<T>, outer?: AbortSignal): AsyncGenerator<T> {
  const controller = new AbortController();
  const abort = () => controller.abort(outer!.reason);
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort, { once: true });
  const ready: T[] = [];
  let over = false;
  let wake = () => {};
  const push = (piece: T) => {
    ready.push(piece);
    wake();
  };
  const writing = write(push, controller.signal).finally(() => {
    over = true;
    wake();
  });
  // Its error is thrown below, after the chunks that came before it.
  writing.catch(() => {});
  try {
    while (true) {
      while (ready.length > 0) yield ready.shift()!;
      if (over) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    await writing;
  } finally {
    outer?.removeEventListener('abort', abort);
    controller.abort();
    await writing.catch(() => {});
  }
}
