import type { Values } from './description.js';
import type { Paging } from './pages.js';

/** What an operation does to stored objects: those created can be read later. */
export interface Keep {
  readonly does: 'create' | 'read' | 'update' | 'delete' | 'list';
  /** The kind of object: `channels`. */
  readonly kind: string;
  /** The path of the object or the list in the response: `result.task`. */
  readonly at?: string;
  /** The parameter with the ID of the object. */
  readonly by?: string;
  /** The parameter, or a path in one, with the ID of the parent. */
  readonly within?: string;
  /** The parameter with the object's fields; by default all parameters. */
  readonly from?: string;
  /** The parameter with a list of objects to create. */
  readonly each?: string;
  /** Fields to set on the object. A deleted object with such fields can still be read. */
  readonly set?: Values | ((values: Values) => Values);
  /** Which objects a list shows. */
  readonly where?: (facts: Values, values: Values) => boolean;
  readonly newestFirst?: boolean;
  /** The paging of this list, if it differs from the service's others; `false` if it has none. */
  readonly paging?: Paging | false;
}

export interface Kind {
  /** The fields with the ID of an object, in any response. */
  readonly ids: readonly string[];
  /** The ID of the n-th object, counted from 1. */
  id(n: number): string | number;
  /** The part that all forms of an ID have in common. */
  key?(id: string): string;
}

export interface Thing {
  readonly id: string;
  readonly within: string | undefined;
  facts: Values;
  isListed: boolean;
}

/** All stored objects, by kind. */
export class Shelves {
  readonly #kinds: Readonly<Record<string, Kind>>;
  readonly #things = new Map<string, Thing[]>();
  readonly #gone = new Map<string, Set<string>>();

  constructor(kinds: Readonly<Record<string, Kind>> = {}) {
    this.#kinds = kinds;
  }

  /** Whether no object of a kind was ever created: then its lists are those of the description. */
  isUntouched(kind: string): boolean {
    return !this.#things.has(kind);
  }

  put(kind: string, facts: Values, within?: unknown): Thing {
    const things = this.#things.get(kind) ?? [];
    const { ids, id: make } = this.#kinds[kind] ?? { ids: ['id'], id: (n: number) => n };
    const id = ids.map((name) => facts[name]).find(Boolean) ?? make(things.length + 1);
    const thing: Thing = {
      id: String(id),
      within: within === undefined ? undefined : String(within),
      facts: { ...facts, ...this.named(kind, id) },
      isListed: true,
    };
    this.#things.set(kind, [...things, thing]);
    return thing;
  }

  /** The object with this ID; one that was not created only has its ID. */
  find(kind: string, id: unknown): Thing | undefined {
    const key = this.#key(kind, id);
    if (this.#gone.get(kind)?.has(key)) return undefined;
    const found = this.#things.get(kind)?.find((thing) => this.#key(kind, thing.id) === key);
    const facts = id === undefined ? {} : this.named(kind, id);
    return found ?? { id: String(id), within: undefined, facts, isListed: false };
  }

  remove(kind: string, { id }: Thing): void {
    const rest = (this.#things.get(kind) ?? []).filter((thing) => thing.id !== id);
    this.#things.set(kind, rest);
    this.#gone.set(kind, (this.#gone.get(kind) ?? new Set()).add(this.#key(kind, id)));
  }

  list(kind: string, within?: unknown): Thing[] {
    const parent = (id: unknown) => this.#key(kind, id);
    const sameParent = (thing: Thing) => parent(thing.within) === parent(within);
    const isThere = (thing: Thing) => thing.isListed && (within === undefined || sameParent(thing));
    return (this.#things.get(kind) ?? []).filter(isThere);
  }

  /** The ID fields of an object. */
  named(kind: string, id: unknown): Values {
    const { ids } = this.#kinds[kind] ?? { ids: ['id'] };
    return Object.fromEntries(ids.map((name) => [name, id]));
  }

  #key(kind: string, id: unknown): string {
    return this.#kinds[kind]?.key?.(String(id)) ?? String(id);
  }
}
