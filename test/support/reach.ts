import { readdir } from 'node:fs/promises';
import type { CallOptions } from '../../src/index.js';

/**
 * How the tests of every method (`test/contract.test.ts`, `test/catalogue.test.ts`) call a service, as
 * exported by its `testing/contract.ts` as `reach`. A service without that file is an HTTP service with
 * a `url` and a `token`.
 */
export type Reach = OverHttp | OverTcp | OverNothing;

type Values = Readonly<Record<string, unknown>>;

export interface OverHttp {
  over: 'http';
  /** The inputs for the server's address and the secret; a method gets those that it accepts. */
  input(url: string, secret: string): Values;
  /** The same as call options. */
  call?(url: string): CallOptions;
  /** The param that an error 401 must name. */
  blames: string;
  /** The name of the address in hints. Default: `url`. */
  address?: string;
  /** Methods whose dry run asks the server first what is there. */
  asksFirst?: RegExp;
  /** Methods that need no secret. */
  open?: RegExp;
  /** False if the secret itself is never sent, so that no server can repeat it. */
  secretIsSent?: boolean;
  /** False if responses are not JSON: then invalid JSON is not a fault. */
  json?: boolean;
  /** The format of streamed responses: server-sent events by default, or JSON lines. */
  streams?: 'events' | 'lines' | 'none';
  /** An address that is refused, if `localhost:8080` is not, and the error. */
  refuses?: { url: string; says: RegExp };
  /** Faults that do not apply to a method, by the method's name, with the reason. */
  unless?: Readonly<Record<string, { faults: RegExp; why: string }>>;
}

export interface OverTcp {
  over: 'tcp';
  /** The inputs for host, port and secret. */
  input(host: string, port: number, secret: string): Values;
  /** Methods that need no secret. */
  open?: RegExp;
}

/** The service does not use the network. */
export interface OverNothing {
  over: 'nothing';
}

/** Intended differences between the definitions and the reference, by option. */
export type Differences = Readonly<
  Record<
    string,
    {
      why: string;
      /** The names of the methods that differ. */
      methods: RegExp;
      /** The difference; `gone` if the method does not have the option. */
      differs: 'gone' | { kind?: string; required?: boolean; default?: unknown };
    }
  >
>;

interface ContractModule {
  reach?: Reach;
  differences?: Differences;
  /** The names of methods that the reference does not have. */
  beyond?: readonly string[];
  /** Additional options of methods. */
  further?: readonly string[];
}

/** A service with a fixed address, called only with a `token`. */
export const fixedAddress: OverHttp = {
  over: 'http',
  input: (_url, secret) => ({ token: secret }),
  call: (url) => ({ baseUrl: url }),
  blames: 'token',
  address: 'baseUrl',
  streams: 'none',
};

const USUAL: OverHttp = {
  over: 'http',
  input: (url, secret) => ({ url, token: secret }),
  blames: 'token',
};

async function contractOf(service: string): Promise<ContractModule> {
  const folder = new URL(`../../src/services/${service}/testing/`, import.meta.url);
  const files = await readdir(folder).catch((): string[] => []);
  if (!files.includes('contract.ts')) return {};
  return (await import(new URL('contract.ts', folder).href)) as ContractModule;
}

export async function reachOf(service: string): Promise<Reach> {
  return (await contractOf(service)).reach ?? USUAL;
}

export async function differencesOf(service: string): Promise<Differences> {
  return (await contractOf(service)).differences ?? {};
}

export async function beyondOf(service: string): Promise<readonly string[]> {
  return (await contractOf(service)).beyond ?? [];
}

export async function furtherOf(service: string): Promise<readonly string[]> {
  return (await contractOf(service)).further ?? [];
}
