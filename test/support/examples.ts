import { readdir } from 'node:fs/promises';

/**
 * The examples of a service, which its `testing/examples.ts` exports as `examples`. Each is really run,
 * and its output is stored in `docs/records/`, for the documentation.
 */
export interface Examples {
  /** Why they cannot run on this machine; `undefined` if they can. */
  whyNot?: string;
  /** Methods without a record, by name, with a reason for readers. */
  missing?: Readonly<Record<string, string>>;
  run(stage: Stage): Promise<void>;
}

/** Runs examples, one after the other. */
export interface Stage {
  /** An empty folder in which everything runs, so that files can simply be `report.pdf`. */
  folder: string;
  /** Sets environment variables for all following commands. */
  set(variables: Readonly<Record<string, string>>): void;
  /** Sets the name and version of the server from now on, as in `recorded from a test server`. */
  answeredBy(server: string): void;
  /**
   * Replaces what differs from run to run: an ID, a port, a time. Masks are applied at the end, in the
   * order in which they were added, to all commands and their output.
   */
  mask(actual: string | RegExp, shown: string | ((...found: string[]) => string)): void;
  /** Numbers the matches in the order of their first appearance: `file-1`, `file-2`. */
  number(actual: RegExp, prefix: string): void;
  /**
   * Runs a command in bash, `oint openai GetModelList …`, and stores it as the record of its method.
   * Returns the output, unmasked.
   */
  example(line: string): Promise<string>;
  /** Runs examples that may fail: then none of them is stored, and it returns false. */
  attempt(run: () => Promise<void>): Promise<boolean>;
  /** Runs a command in bash without a record. */
  prepare(line: string): Promise<string>;
  /** Runs a TypeScript program, which may import `oint`, and stores it as a method's record. */
  program(method: string, source: string): Promise<string>;
}

/** For methods that only build a value and send no request. */
export const NO_SERVER = 'OInt itself, which asks no server';

/** The time shown instead of current times, in the formats of services. */
export const MOMENT = {
  iso: '2026-01-01T12:00:00.000Z',
  http: 'Thu, 01 Jan 2026 12:00:00 GMT',
  seconds: '1767268800',
} as const;

/** The secret for every service that needs one: no record may contain it. */
export const SENTINEL = 'SENTINEL-7fd1e5c2a94b4be8';

/** The examples of a service; `undefined` if it has none. */
export async function examplesOf(service: string): Promise<Examples | undefined> {
  const folder = new URL(`../../src/services/${service}/testing/`, import.meta.url);
  const files = await readdir(folder).catch((): string[] => []);
  if (!files.includes('examples.ts')) return undefined;
  const module = await import(new URL('examples.ts', folder).href);
  return (module as { examples: Examples }).examples;
}
