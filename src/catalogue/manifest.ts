import { existsSync, readFileSync } from 'node:fs';
import type { Reach } from '../core/definition/param.js';
import type { PackageSet } from '../core/packages/package-set.js';

/**
 * What the faces show about a service without loading it. Generated from the definitions and their
 * docstrings when the package is built (`scripts/manifest.mjs`).
 */
export interface ServiceManifest {
  name: string;
  /** Its name in programs: `name`, if that is a valid identifier. */
  identifier: string;
  title: string;
  category: string;
  summary: string;
  /** What `oint install` adds for it, if it needs packages. */
  needs?: PackageSet;
  /** The call options of its methods. */
  callOptions: readonly string[];
  regions: readonly { title: string; methods: readonly MethodManifest[] }[];
  /** Sends any request to the service, at the command line. */
  request?: MethodManifest;
}

export interface MethodManifest {
  name: string;
  /** The docstring's first sentence. */
  summary: string;
  /** The rest of the docstring, as plain paragraphs. */
  details: string;
  /** The page of the service's documentation. */
  reference: string | undefined;
  /** The errors that the docstring names, and when they occur. */
  throws: { error: string; when: string }[];
  /** The examples of the docstring, unchanged: programs (`ts`) or command lines (`sh`). */
  examples: { language: string; code: string }[];
  effect: 'read' | 'write' | 'delete';
  offline: boolean;
  /** Only for programs, not on the command line. */
  programOnly: boolean;
  /** True if it is only for users at the command line. */
  commandOnly?: boolean;
  /** The options whose values need not be named, in their order. */
  positions?: readonly string[];
  dryRun: boolean;
  /** If the result is the bytes of a file: an example of its name. */
  binary?: string;
  /** Endings of files that `--out` saves a response to as it arrives, in their format; `*` for any. */
  saves?: readonly string[];
  streams: boolean;
  /** True if `--text` has something to print. */
  text: boolean;
  /** True for a paged list, which `--all` gets completely. */
  pages: boolean;
  /** True if the result has rows, which `--out` can write as CSV. */
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
  /** What on this machine the value may name. */
  reach?: Reach;
  /** The fallback on a command line: see `Param`. */
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

/** All services, by name, and their categories, in the order of lists. */
export interface ManifestIndex {
  categories: readonly string[];
  services: readonly ServiceEntry[];
}

// Both `src/core/` and every folder of `dist/` are two levels below the package.
const FOLDER = new URL('../../dist/manifest/', import.meta.url);

export function readIndex(): ManifestIndex {
  return read('index');
}

/** The services one by one, each read when it is its turn. */
export function* readManifests(): Generator<ServiceManifest> {
  for (const { name } of readIndex().services) yield readManifest(name);
}

/** The services by category, as in lists: categories in their order, services by name. */
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

/** True for the name of a service. Without the index, which takes longer to read than this. */
export function hasManifest(name: string): boolean {
  return /^\w+$/.test(name) && existsSync(new URL(`services/${name}.json`, FOLDER));
}

/** The manifest of a service in the index. */
export function readManifest(service: string): ServiceManifest {
  return read(`services/${service}`);
}

/** The Russian names of methods, by service and English name. Only needed for names in Russian. */
export function readRussianNames(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return read('russian');
}

const known = new Map<string, unknown>();

/**
 * Synchronous: these are small files of our own, and callers can do nothing without them. Once per
 * process: an MCP server needs all of them for almost every call.
 */
function read<T>(name: string): T {
  const found =
    known.get(name) ?? JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
  known.set(name, found);
  return found as T;
}
