import { onTestFinished } from 'vitest';
import { openStore, type Place, type StoreOptions } from '../../src/local/state/open-store.js';

/** A store that is closed at the end of the test. */
export async function openedStore(place: Place, options?: StoreOptions) {
  const store = await openStore(place, options);
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= store.close());
  onTestFinished(close);
  return { ...store, close };
}
