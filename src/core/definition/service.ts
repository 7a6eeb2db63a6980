import type { Category } from './category.js';
import type { Definition } from './method.js';

/** A service as its `service.ts` describes it: its methods come from its regions' files. */
export interface ServiceSpec {
  /** The name of its folder and of its command. */
  name: string;
  title: string;
  /** Where lists of services have it. */
  category: Category;
  /** What it is for, in a sentence. */
  summary: string;
  /** Region titles, in the reference's order, each with its file's exports. */
  regions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Service extends ServiceSpec {
  methods: ReadonlyMap<string, Definition>;
}

export function service(spec: ServiceSpec): Service {
  const definitions = Object.values(spec.regions).flatMap(definitionsOf);
  return { ...spec, methods: new Map(definitions.map((found) => [found.name, found])) };
}

/** The methods among a file's exports. */
export function definitionsOf(region: Readonly<Record<string, unknown>>): Definition[] {
  return Object.values(region).flatMap((value) =>
    typeof value === 'function' && 'definition' in value ? [value.definition as Definition] : [],
  );
}
