import { type MethodManifest, readIndex, readManifest } from '../catalogue/manifest.js';
import type { MethodIndex } from '../catalogue/search.js';
import { methodsNamed, offeredMethods } from '../catalogue/tool-input.js';
import type { Definition } from '../core/definition/method.js';
import { InputError } from '../core/errors/errors.js';
import { services } from '../services/index.js';
import type { McpSettings } from './settings.js';

type Limits = Pick<McpSettings, 'allow' | 'deny' | 'readOnly'>;

/** A method that is offered. */
export interface Offered {
  service: string;
  manifest: MethodManifest;
}

/** The methods that this server offers: those allowed, not denied, and harmless where it only reads. */
export class Catalogue {
  readonly #allowed: ReadonlySet<string> | undefined;
  readonly #denied: ReadonlySet<string>;
  readonly #readOnly: boolean;
  #index: MethodIndex | undefined;

  constructor({ allow, deny, readOnly }: Limits) {
    this.#allowed = allow.length > 0 ? named(allow, 'allow') : undefined;
    this.#denied = named(deny, 'deny');
    this.#readOnly = readOnly;
  }

  /** Services of which something is offered. */
  services(): { name: string; title: string; summary: string }[] {
    return readIndex()
      .services.filter(({ name }) => this.methods(name).length > 0)
      .map(({ name, title, summary }) => ({ name, title, summary }));
  }

  /** What is offered of a service that there is. */
  methods(service: string): MethodManifest[] {
    return offeredMethods(service).filter((method) => !this.#refusal(service, method));
  }

  /** @throws {InputError} There is no such service, or nothing of it is offered. */
  service(typed: string): string {
    const found = this.services().find(({ name }) => name === typed.toLowerCase());
    if (found) return found.name;
    const names = this.services().map(({ name }) => name);
    throw new InputError({
      param: 'service',
      message: `there is no service "${typed.slice(0, 60)}" here`,
      hint: `There are: ${names.join(', ')}.`,
    });
  }

  /** @throws {InputError} There is no such method, or it is not offered: with the reason. */
  method(typedService: string, typed: string): Offered {
    const service = this.service(typedService);
    const all = offeredMethods(service);
    const manifest = all.find(({ name }) => name.toLowerCase() === typed.toLowerCase());
    if (!manifest) {
      throw new InputError({
        param: 'method',
        message: `${service} has no method "${typed.slice(0, 60)}"`,
        hint: `get_service_methods lists what there is.`,
      });
    }
    const refusal = this.#refusal(service, manifest);
    if (!refusal) return { service, manifest };
    throw new InputError({ method: `${service} ${manifest.name}`, message: refusal });
  }

  #refusal(service: string, { name, effect }: MethodManifest): string | undefined {
    const full = `${service}.${name}`;
    if (this.#readOnly && effect !== 'read') {
      return 'this server was started with --read-only, and the method changes something';
    }
    if (this.#denied.has(full) || (this.#allowed && !this.#allowed.has(full))) {
      return 'this method is not allowed on this server';
    }
    return undefined;
  }

  /** What was asked for in words, the best first. */
  async search(query: string, most: number): Promise<Offered[]> {
    const [{ MethodIndex }, { termsOf }] = await Promise.all([
      import('../catalogue/search.js'),
      import('../catalogue/terms.js'),
    ]);
    this.#index ??= new MethodIndex(this.services().map(({ name }) => readManifest(name)));
    const isOffered = ({
      service,
      method,
    }: {
      service: { name: string };
      method: MethodManifest;
    }) => !method.programOnly && !this.#refusal(service.name, method);
    const { found } = this.#index.search(termsOf(query), [], isOffered);
    return found
      .slice(0, most)
      .map(({ service, method }) => ({ service: service.name, manifest: method }));
  }
}

function named(patterns: readonly string[], option: string): Set<string> {
  const all = () => readIndex().services.map(({ name }) => `${name}.*`);
  return new Set(
    patterns
      .flatMap((pattern) => (pattern === '*' ? all() : [pattern]))
      .flatMap((pattern) => methodsNamed(pattern, option)),
  );
}

export async function definitionOf({ service, manifest }: Offered): Promise<Definition> {
  const { default: loaded } = await services[service]!();
  return loaded.methods.get(manifest.name)!;
}
