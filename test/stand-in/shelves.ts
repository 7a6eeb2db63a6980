import type { Values } from './description.js';
import type { Paging } from './pages.js';

/** What an operation does to things that are kept: things created are there when they are read. */
export interface Keep {
  readonly does: 'create' | 'read' | 'update' | 'delete' | 'list';
  /** What kind of thing: `channels`. */
  readonly kind: string;
  /** Where the thing or the list stands in the answer: `result.task`. */
  readonly at?: string;
  /** The parameter that names the thing. */
  readonly by?: string;
  /** The parameter, or a path in one, that names what the things are part of. */
  readonly within?: string;
  /** The parameter that holds the thing's fields; without it, all parameters do. */
  readonly from?: string;
  /** The parameter that lists several things to create. */
  readonly each?: string;
  /** More that is true of the thing afterwards. Something deleted that has it stays readable. */
  readonly set?: Values | ((values: Values) => Values);
  /** Which things a list shows. */
  readonly where?: (facts: Values, values: Values) => boolean;
  readonly newestFirst?: boolean;
  /** Where this list is cut otherwise than the service's others; `false` where it is whole. */
  readonly paging?: Paging | false;
}

export interface Kind {
  /** The fields that name a thing, in any answer. */
  readonly ids: readonly string[];
  /** The ID of the n-th thing, counted from 1. */
  id(n: number): string | number;
  /** What all forms of an ID have in common. */
  key?(id: string): string;
}

export interface Thing {
  readonly id: string;
  readonly within: string | undefined;
  facts: Values;
  isListed: boolean;
}

/** All that was created, by its kind. */
export class Shelves {
  readonly #kinds: Readonly<Record<string, Kind>>;
  readonly #things = new Map<string, Thing[]>();
  readonly #gone = new Map<string, Set<string>>();

  constructor(kinds: Readonly<Record<string, Kind>> = {}) {
    this.#kinds = kinds;
  }

  /** Whether nothing of a kind was ever created: then its lists are as the description has them. */
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

  /** The thing of this ID; something that nobody created is known by its ID alone. */
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

  /** The fields that name a thing. */
  named(kind: string, id: unknown): Values {
    const { ids } = this.#kinds[kind] ?? { ids: ['id'] };
    return Object.fromEntries(ids.map((name) => [name, id]));
  }

  #key(kind: string, id: unknown): string {
    return this.#kinds[kind]?.key?.(String(id)) ?? String(id);
  }
}
