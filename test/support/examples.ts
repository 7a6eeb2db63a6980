import { readdir } from 'node:fs/promises';

/**
 * The examples of a service: what its `testing/examples.ts` exports as `examples`. Each is run for
 * real, and what it printed is kept in `docs/records/`, where the documentation shows it.
 */
export interface Examples {
  /** Why they cannot be run on this machine; nothing where they can. */
  whyNot?: string;
  /** Methods of which no record can be made, by name: with a reason that a reader understands. */
  missing?: Readonly<Record<string, string>>;
  run(stage: Stage): Promise<void>;
}

/** Where examples are run, one after the other. */
export interface Stage {
  /** An empty folder: all is run in it, so that files are simply called `report.pdf`. */
  folder: string;
  /** Sets variables of the environment for what is run from now on. */
  set(variables: Readonly<Record<string, string>>): void;
  /** Says what answers from now on, with its version: as in `recorded from a test server`. */
  answeredBy(server: string): void;
  /**
   * Shows something else in place of what is another one in each run: an ID, a port, a time. Masks
   * are applied at the end, in the order in which they were added, to all lines and what they printed.
   */
  mask(actual: string | RegExp, shown: string | ((...found: string[]) => string)): void;
  /** Numbers what is found, in the order in which it first appears: `file-1`, `file-2`. */
  number(actual: RegExp, prefix: string): void;
  /**
   * Runs a line in bash, `oint openai GetModelList …`, and keeps it as the record of the method that
   * it begins with. Gives what was printed, unmasked.
   */
  example(line: string): Promise<string>;
  /** Runs examples that may fail: then none of them is kept, and it gives false. */
  attempt(run: () => Promise<void>): Promise<boolean>;
  /** Runs a line in bash of which no record is kept. */
  prepare(line: string): Promise<string>;
  /** Runs a program in TypeScript, which may import `oint`, and keeps it as a method's record. */
  program(method: string, source: string): Promise<string>;
}

/** For methods that put something together, and ask nobody. */
export const NO_SERVER = 'OInt itself, which asks no server';

/** The moment that is shown in place of those that pass, in the forms that services have. */
export const MOMENT = {
  iso: '2026-01-01T12:00:00.000Z',
  http: 'Thu, 01 Jan 2026 12:00:00 GMT',
  seconds: '1767268800',
} as const;

/** A secret that every service is given where it wants one: it is to be in no record. */
export const SENTINEL = 'SENTINEL-7fd1e5c2a94b4be8';

/** The examples of a service; nothing where it has none. */
export async function examplesOf(service: string): Promise<Examples | undefined> {
  const folder = new URL(`../../src/services/${service}/testing/`, import.meta.url);
  const files = await readdir(folder).catch((): string[] => []);
  if (!files.includes('examples.ts')) return undefined;
  const module = await import(new URL('examples.ts', folder).href);
  return (module as { examples: Examples }).examples;
}
