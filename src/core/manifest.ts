import { readFile } from 'node:fs/promises';

/**
 * What the faces show of a service without loading it: generated from the definitions and their
 * docstrings when the package is built (`scripts/manifest.ts`).
 */
export interface ServiceManifest {
  name: string;
  title: string;
  summary: string;
  regions: { title: string; methods: MethodManifest[] }[];
  fallback?: Record<string, string>;
}

export interface MethodManifest {
  name: string;
  /** The docstring's first sentence. */
  summary: string;
  /** The rest of the docstring, as plain paragraphs. */
  details: string;
  /** The page of the service's own documentation. */
  reference: string | undefined;
  effect: 'read' | 'write' | 'delete';
  offline: boolean;
  binary: boolean;
  streams: boolean;
  /** True where `--text` has something to print. */
  text: boolean;
  params: ParamManifest[];
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
}

/** Every service by name, with its methods' names and summaries. */
export interface ManifestIndex {
  services: { name: string; title: string; summary: string; methods: string[] }[];
}

// Both `src/core/` and every folder of `dist/` lie two levels below the package.
const FOLDER = new URL('../../dist/manifest/', import.meta.url);

export async function readIndex(): Promise<ManifestIndex> {
  return read('index');
}

/** The manifest of a service that the index names. */
export async function readManifest(service: string): Promise<ServiceManifest> {
  return read(`services/${service}`);
}

async function read<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8')) as T;
}
