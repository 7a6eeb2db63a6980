import { readFileSync } from 'node:fs';
import type { Reach } from '../core/definition/param.js';
import type { PackageSet } from '../core/packages/package-set.js';

/**
 * What the faces show of a service without loading it: generated from the definitions and their
 * docstrings when the package is built (`scripts/manifest.mjs`).
 */
export interface ServiceManifest {
  name: string;
  /** What programs call it: its name, if that can be a variable's. */
  identifier: string;
  title: string;
  category: string;
  summary: string;
  /** What `oint install` adds for it, where it needs something. */
  needs?: PackageSet;
  /** The call options that do something for its methods. */
  callOptions: readonly string[];
  regions: readonly { title: string; methods: readonly MethodManifest[] }[];
}

export interface MethodManifest {
  name: string;
  /** The docstring's first sentence. */
  summary: string;
  /** The rest of the docstring, as plain paragraphs. */
  details: string;
  /** The page of the service's own documentation. */
  reference: string | undefined;
  /** The errors that the docstring names, and when they come. */
  throws: { error: string; when: string }[];
  /** The docstring's own examples, as they stand there: programs (`ts`) or command lines (`sh`). */
  examples: { language: string; code: string }[];
  effect: 'read' | 'write' | 'delete';
  offline: boolean;
  /** Not on the command line: only a program can use it. */
  programOnly: boolean;
  dryRun: boolean;
  /** Where the result is a file's bytes: an example of its name. */
  binary?: string;
  streams: boolean;
  /** True where `--text` has something to print. */
  text: boolean;
  /** True for a list that comes in pages, which `--all` gets all of. */
  pages: boolean;
  /** True where the result has rows, which `--out` can write as CSV. */
  rows: boolean;
  params: readonly ParamManifest[];
}

export interface ParamManifest {
  /** The name in TypeScript. */
  key: string;
  /** The command-line option, without dashes. */
  option: string;
  summary: string;
  kind: string;
  takes: string;
  required: boolean;
  default?: unknown;
  values?: readonly string[];
  env?: readonly string[];
  example?: string;
  /** What of this machine the value may name. */
  reach?: Reach;
  /** What stands in on a command line: see `Param`. */
  fallback?: string;
}

/** A service in the index. */
export interface ServiceEntry {
  name: string;
  title: string;
  category: string;
  summary: string;
  needs?: PackageSet;
  /** The names of its methods. */
  methods: readonly string[];
}

/** Every service there is, by name, and the categories that they have, in the order of lists. */
export interface ManifestIndex {
  categories: readonly string[];
  services: readonly ServiceEntry[];
}

// Both `src/core/` and every folder of `dist/` lie two levels below the package.
const FOLDER = new URL('../../dist/manifest/', import.meta.url);

export function readIndex(): ManifestIndex {
  return read('index');
}

/** The services by category, as lists show them: categories in their order, services by name. */
export function byCategory({ categories, services }: ManifestIndex): {
  category: string;
  services: ServiceEntry[];
}[] {
  return categories
    .map((category) => ({
      category,
      services: services.filter((service) => service.category === category),
    }))
    .filter((group) => group.services.length > 0);
}

/** The manifest of a service that the index names. */
export function readManifest(service: string): ServiceManifest {
  return read(`services/${service}`);
}

const known = new Map<string, unknown>();

/**
 * At once: these are small files of our own, and whoever reads them can do nothing before. Once in a
 * process: an agent's server asks for all of them with nearly every call.
 */
function read<T>(name: string): T {
  const found =
    known.get(name) ?? JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
  known.set(name, found);
  return found as T;
}
