import type { Models } from '../engines/models.js';
import type { Store } from '../state/store.js';
import type { Filter } from './attributes.js';
import { vectorsOf } from './taking-in.js';
import { VectorStores } from './vector-stores.js';

export interface SearchTask {
  store: string;
  queries: readonly string[];
  most: number;
  /** From 0 to 1; results with a lower score are left out. */
  threshold: number;
  filter: Filter;
}

/** Finds the chunks in a store's files most similar to any of the queries, best first. */
export async function search(task: SearchTask, store: Store, models: Models) {
  const stores = new VectorStores(store.objects);
  const questions = await vectorsOf(task.queries, models);
  const found = [];
  for (const { id, attributes } of stores.files(task.store, 'asc')) {
    if (!task.filter(attributes)) continue;
    // Leave out files that were deleted after they were indexed.
    const file = await store.files.find(id);
    const chunks = file && stores.chunks(task.store, id);
    for (const [index, vector] of (chunks?.vectors ?? []).entries()) {
      const score = Math.max(...questions.map((question) => likeness(question, vector)));
      if (score <= 0 || score < task.threshold) continue;
      const content = [{ type: 'text', text: chunks!.texts[index]! }];
      found.push({ file_id: id, filename: file!.filename, score, attributes, content });
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, task.most);
}

/** Cosine similarity of unit vectors, mapped to 0 to 1. */
function likeness(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return Math.min(1, Math.max(0, sum));
}
