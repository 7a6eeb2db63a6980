import type { PackageSet } from '../packages/package-set.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';
import { type Definition, isMethod } from './method.js';

interface About {
  /** The name of its folder and of its command. */
  name: string;
  title: string;
  /** What it is for, in a sentence. */
  summary: string;
  /** The packages that it needs and that do not come with OInt: `oint install` adds them. */
  needs?: PackageSet;
  /** Where it is, if it is at one address: then no method has a param that says whom it calls. */
  address?: string;
}

/** A service as its `service.ts` describes it: its methods come from its regions' files. */
export interface ServiceSpec extends About {
  /** Region titles, in the reference's order, each with its file's exports or with a table. */
  regions: Readonly<Record<string, JsonRecord>>;
}

export interface Service extends About {
  regions: readonly Region[];
  /** All of its methods, by the names that users type. */
  methods: ReadonlyMap<string, Definition>;
}

interface Region {
  title: string;
  methods: readonly ExportedMethod[];
}

export interface ExportedMethod {
  /** The name that programs call it by. */
  key: string;
  definition: Definition;
}

export function service({ regions: described, ...about }: ServiceSpec): Service {
  const regions = Object.entries(described).map(([title, exports]) => ({
    title,
    methods: definitionsOf(exports),
  }));
  const definitions = regions.flatMap(({ methods }) => methods.map(({ definition }) => definition));
  return { ...about, regions, methods: new Map(definitions.map((found) => [found.name, found])) };
}

/** The methods among a file's exports, and in the tables among them: objects that hold methods. */
export function definitionsOf(exports: JsonRecord): ExportedMethod[] {
  const found = Object.entries(exports).flatMap(([key, value]) =>
    isRecord(value) ? Object.entries(value).flatMap(named) : named([key, value]),
  );
  // A method of a table may be exported by itself, too.
  return [...new Map(found.map((method) => [method.definition, method])).values()];
}

function named([key, value]: [string, unknown]): ExportedMethod[] {
  return isMethod(value) ? [{ key, definition: value.definition }] : [];
}
