import { badRequest } from '../errors.js';
import type { Objects, Page, StoredObject } from './store.js';

interface Entry {
  object: StoredObject;
  parent: string | undefined;
}

/** Objects that last as long as the process. */
export class MemoryObjects implements Objects {
  readonly #kinds = new Map<string, Map<string, Entry>>();

  put(kind: string, object: StoredObject, parent?: string): void {
    const entry = { object: structuredClone(object), parent };
    this.#of(kind).set(object.id, entry);
  }

  get<T extends StoredObject>(kind: string, id: string): T | undefined {
    const found = this.#of(kind).get(id);
    return found && (structuredClone(found.object) as T);
  }

  remove(kind: string, id: string): boolean {
    return this.#of(kind).delete(id);
  }

  list<T extends StoredObject>(kind: string, page: Page): { data: T[]; hasMore: boolean } {
    const all = [...this.#of(kind).values()].filter(
      ({ parent }) => page.parent === undefined || parent === page.parent,
    );
    if (page.order === 'desc') all.reverse();
    const from = page.after === undefined ? 0 : placeOf(all, page.after, 'after') + 1;
    const to = page.before === undefined ? all.length : placeOf(all, page.before, 'before');
    const data = all.slice(from, Math.min(to, from + page.limit));
    return {
      data: data.map(({ object }) => structuredClone(object) as T),
      hasMore: from + data.length < to,
    };
  }

  #of(kind: string): Map<string, Entry> {
    const found = this.#kinds.get(kind) ?? new Map<string, Entry>();
    this.#kinds.set(kind, found);
    return found;
  }
}

function placeOf(all: readonly Entry[], id: string, param: string): number {
  const place = all.findIndex(({ object }) => object.id === id);
  if (place >= 0) return place;
  throw badRequest(`There is no ${id}.`, param);
}
