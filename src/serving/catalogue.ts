import {
  byCategory,
  type MethodManifest,
  readIndex,
  readManifest,
  readManifests,
} from '../catalogue/manifest.js';
import { methodNamed } from '../catalogue/russian.js';
import type { MethodSearch } from '../catalogue/search/find.js';
import { methodsNamed, toolEffect } from '../catalogue/tool-input.js';
import type { Definition } from '../core/definition/method.js';
import { InputError } from '../core/errors/errors.js';
import { cut } from '../core/util/cut.js';
import { services } from '../services/index.js';

/** What the user who started a server allows its clients to call. */
export interface Limits {
  /** Patterns of methods; all methods if empty. */
  allow: readonly string[];
  deny: readonly string[];
  /** Only methods that change nothing. */
  readOnly: boolean;
}

/** Who calls the methods of a server. */
export interface Audience {
  /** Whether these clients can use a method at all. */
  canUse(method: MethodManifest): boolean;
  /** How they list the methods of a service. */
  hint: string;
}

/** A method that the server offers. */
export interface Offered {
  service: string;
  manifest: MethodManifest;
}

interface ServiceLine {
  name: string;
  title: string;
  category: string;
  summary: string;
}

/** The methods that this server offers: allowed, not denied, and read-only if the server is. */
export class Catalogue {
  readonly #allowed: ReadonlySet<string> | undefined;
  readonly #denied: ReadonlySet<string>;
  readonly #readOnly: boolean;
  readonly #audience: Audience;
  // Every call looks here first.
  readonly #methods = new Map<string, readonly MethodManifest[]>();
  #services: readonly ServiceLine[] | undefined;
  #search: Promise<MethodSearch> | undefined;

  /** @throws {InputError} A pattern matches no method. */
  constructor({ allow, deny, readOnly }: Limits, audience: Audience) {
    this.#audience = audience;
    this.#allowed = allow.length > 0 ? named(allow, 'allow', audience) : undefined;
    this.#denied = named(deny, 'deny', audience);
    this.#readOnly = readOnly;
  }

  /** The services with at least one offered method, by category. */
  services(): readonly ServiceLine[] {
    this.#services ??= this.#offered();
    return this.#services;
  }

  #offered(): ServiceLine[] {
    const { categories, services } = readIndex();
    const offered = services.filter(({ name }) => this.methods(name).length > 0);
    return byCategory({ categories, services: offered })
      .flatMap((group) => group.services)
      .map(({ name, title, category, summary }) => ({ name, title, category, summary }));
  }

  /** The offered methods of a known service. */
  methods(service: string): readonly MethodManifest[] {
    const known = this.#methods.get(service);
    if (known) return known;
    const found = this.#usable(service).filter((method) => !this.#refusal(service, method));
    this.#methods.set(service, found);
    return found;
  }

  /** @throws {InputError} No such service, or none of its methods is offered. */
  service(typed: string): string {
    const found = this.services().find(({ name }) => name === typed.toLowerCase());
    if (found) return found.name;
    const names = this.services().map(({ name }) => name);
    throw new InputError({
      param: 'service',
      message: `no such service: "${cut(typed, 60)}"`,
      hint: `Services: ${names.join(', ')}.`,
    });
  }

  /** @throws {InputError} No such method, or it is not offered. The message says why. */
  method(typedService: string, typed: string): Offered {
    const service = this.service(typedService);
    const offered = methodNamed(service, this.methods(service), typed);
    if (offered) return { service, manifest: offered };
    const manifest = methodNamed(service, this.#usable(service), typed);
    if (!manifest) {
      throw new InputError({
        param: 'method',
        message: `${service} has no method "${cut(typed, 60)}"`,
        hint: this.#audience.hint,
      });
    }
    const message = this.#refusal(service, manifest)!;
    throw new InputError({ method: `${service} ${manifest.name}`, message });
  }

  #usable(service: string): MethodManifest[] {
    const { regions } = readManifest(service);
    return regions.flatMap(({ methods }) => methods).filter(this.#audience.canUse);
  }

  #refusal(service: string, method: MethodManifest): string | undefined {
    const { name } = method;
    const full = `${service}.${name}`;
    if (this.#readOnly && toolEffect(method, method.params) !== 'read') {
      return 'this method changes data, and the server was started with --read-only';
    }
    if (this.#denied.has(full) || (this.#allowed && !this.#allowed.has(full))) {
      return 'this method is not allowed on this server';
    }
    return undefined;
  }

  /** Methods that match a query in words, in English or Russian, best match first. */
  async search(query: string, most: number): Promise<Offered[]> {
    this.#search ??= import('../catalogue/search/find.js').then(({ MethodSearch }) =>
      MethodSearch.over(readManifests()),
    );
    const { found } = (await this.#search).find(query, {
      isWanted: ({ service, method }) =>
        this.#audience.canUse(method) && !this.#refusal(service.name, method),
    });
    return found
      .slice(0, most)
      .map(({ service, method }) => ({ service: service.name, manifest: method }));
  }
}

function named(patterns: readonly string[], option: string, { canUse }: Audience): Set<string> {
  const all = () => readIndex().services.map(({ name }) => `${name}.*`);
  return new Set(
    patterns
      .flatMap((pattern) => (pattern === '*' ? all() : [pattern]))
      .flatMap((pattern) => methodsNamed(pattern, option, canUse)),
  );
}

export async function definitionOf({ service, manifest }: Offered): Promise<Definition> {
  const { default: loaded } = await services[service]!();
  return loaded.methods.get(manifest.name)!;
}
