import { readdir } from 'node:fs/promises';
import type { CallOptions } from '../../src/index.js';

/**
 * How the tests of every method (`test/contract.test.ts`, `test/catalogue.test.ts`) reach a service:
 * what its `testing/contract.ts` exports as `reach`. A service without that file is an HTTP service
 * with a `url` and a `token`.
 */
export type Reach = OverHttp | OverTcp | OverNothing;

type Values = Readonly<Record<string, unknown>>;

export interface OverHttp {
  over: 'http';
  /** The inputs that lead to a server and give it a secret; a method gets those that it takes. */
  input(url: string, secret: string): Values;
  /** The same by call options. */
  call?(url: string): CallOptions;
  /** The param that a 401 is to blame. */
  blames: string;
  /** What names the server, as hints have it. Default `url`. */
  address?: string;
  /** False where the secret itself is never sent, so that no server can repeat it. */
  secretIsSent?: boolean;
  /** False where the answers are no JSON: then what is no JSON is no fault. */
  json?: boolean;
  /** What an answer that streams is made of: server-sent events, where nothing is said; or JSON lines. */
  streams?: 'events' | 'lines' | 'none';
  /** An address that is refused, where `localhost:8080` is not, and what is said about it. */
  refuses?: { url: string; says: RegExp };
  /** Faults that are none for a method, by the method's name: with the reason. */
  unless?: Readonly<Record<string, { faults: RegExp; why: string }>>;
}

export interface OverTcp {
  over: 'tcp';
  /** The inputs that lead to a host and port and give it a secret. */
  input(host: string, port: number, secret: string): Values;
}

/** Nothing goes over a network. */
export interface OverNothing {
  over: 'nothing';
}

/** Where the definitions differ from the reference on purpose, by option. */
export type Differences = Readonly<
  Record<
    string,
    {
      why: string;
      /** The methods that differ: by their names. */
      methods: RegExp;
      /** What differs; `gone` where the option is not one of the method's own. */
      differs: 'gone' | { kind?: string; required?: boolean; default?: unknown };
    }
  >
>;

interface ContractModule {
  reach?: Reach;
  differences?: Differences;
  /** The names of methods that the reference does not have. */
  beyond?: readonly string[];
  /** Options that methods have beside the reference's. */
  further?: readonly string[];
}

/** A service with an address of its own, called with a `token` and nothing else that leads there. */
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
