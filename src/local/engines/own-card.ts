import type { Model } from './engine.js';

/** The model object of a built-in model; `since` is its release date, such as 2026-11-22. */
export function ownCard(id: string, since: string, description: string): Model['card'] {
  const created = Date.parse(since) / 1000;
  return { id, object: 'model', created, owned_by: 'oint', description };
}
