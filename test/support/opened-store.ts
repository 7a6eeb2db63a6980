import { onTestFinished } from 'vitest';
import { openStore, type StoreOptions } from '../../src/local/state/open-store.js';

/** A store that is closed at the end of the test. */
export async function openedStore(where: Parameters<typeof openStore>[0], options?: StoreOptions) {
  const store = await openStore(where, options);
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= store.close());
  onTestFinished(close);
  return { ...store, close };
}
