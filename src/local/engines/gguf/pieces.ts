/** Writes pieces as they come, until it is done or the signal aborts. */
export type Write<T> = (push: (piece: T) => void, signal: AbortSignal) => Promise<void>;

/**
 * What a writer pushes, to be read at the reader's pace. When the reader stops, or the outer signal
 * aborts, the writer is told to stop, and it has stopped when this has ended.
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
  // Its failure is thrown below, when what came before it has been read.
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
