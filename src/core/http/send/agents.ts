import http from 'node:http';
import type { RequestOptions } from 'node:https';
import { type Network, openNetwork } from '../../access/network.js';
import type { Call } from '../../definition/call.js';
import { tlsFor } from '../tls.js';
import { percentDecoded } from '../url.js';
import type { TunnelOptions } from './tunnel.js';

/** How to reach a URL: the module for `request`, and its options apart from method and headers. */
export interface Route {
  request: typeof http.request;
  options: RequestOptions;
  /** The address of the proxy, if the connection goes to it and not to the server. */
  proxy?: string;
  /** Stops a connection attempt that the request itself cannot stop. */
  cancel?(): void;
}

/**
 * How long an idle connection is kept: shorter than servers keep it (Node 5 s, uvicorn 5 s), so
 * that no request is sent on a connection that the server is closing.
 */
export const KEPT = { keepAlive: true, timeout: 4_000 };

const agents = new Map<string, http.Agent>();

/** The route to a URL, by the call's TLS options. Synchronous for plain http without a proxy. */
export function routeTo(url: URL, call: Call, proxy: URL | undefined): Route | Promise<Route> {
  const { network } = call.access;
  if (proxy) return viaProxy(url, proxy, call);
  return url.protocol === 'http:' ? plain(url, network) : secure(url, call, network);
}

export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}

function plain(url: URL, network: Network): Route {
  const options = target(url, network);
  options.agent = cached(`http ${network.id}`, () => new http.Agent(KEPT));
  return { request: http.request, options };
}

async function secure(url: URL, call: Call, network: Network): Promise<Route> {
  const [https, { name, options }] = await Promise.all([import('node:https'), tlsFor(call)]);
  const agent = cached(
    `https ${network.id} ${name}`,
    () => new https.Agent({ ...KEPT, ...options }),
  );
  return { request: https.request, options: { agent, ...target(url, network) } };
}

async function viaProxy(url: URL, proxy: URL, call: Call): Promise<Route> {
  const credentials = proxyCredentials(proxy, call);
  const headers = credentials && { 'proxy-authorization': `Basic ${credentials}` };
  const route = url.protocol === 'https:' ? tunnel : forward;
  return route(url, proxy, call, headers || {});
}

/**
 * A plain request goes to the proxy with the whole URL as its path. The user has set the proxy: it
 * may be anywhere.
 */
async function forward(
  url: URL,
  proxy: URL,
  call: Call,
  headers: Record<string, string>,
): Promise<Route> {
  const { request, options } =
    proxy.protocol === 'https:'
      ? await secure(proxy, call, openNetwork)
      : plain(proxy, openNetwork);
  const path = `${url.origin}${url.pathname}${url.search}`;
  return {
    request,
    proxy: proxy.host,
    options: { ...options, path, auth: target(url).auth, headers: { host: url.host, ...headers } },
  };
}

async function tunnel(
  url: URL,
  proxy: URL,
  call: Call,
  headers: Record<string, string>,
): Promise<Route> {
  const [{ request }, { TunnelAgent }, { name, options }] = await Promise.all([
    import('node:https'),
    import('./tunnel.js'),
    tlsFor(call),
  ]);
  const { hostname, port } = target(proxy);
  const agent = cached(`${proxy.href} ${name}`, () => {
    const toProxy = { hostname, port, headers, ...options };
    return new TunnelAgent(proxy, toProxy, { ...KEPT, ...options });
  });
  const cancelling = new AbortController();
  const tunnelOptions: TunnelOptions = { agent, ...target(url), cancelled: cancelling.signal };
  return { request, options: tunnelOptions, cancel: () => cancelling.abort() };
}

function target(url: URL, network: Network = openNetwork): RequestOptions {
  const { hostname, port, pathname, search, username, password } = url;
  const options: RequestOptions = {
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port,
    path: pathname + search,
  };
  const lookup = network.lookup(hostname, portOf(url));
  if (lookup) options.lookup = lookup;
  if (username || password) {
    options.auth = `${percentDecoded(username)}:${percentDecoded(password)}`;
  }
  return options;
}

/** User and password in the form of a header, masked in all output. */
function proxyCredentials(proxy: URL, call: Call): string | undefined {
  if (!proxy.username && !proxy.password) return undefined;
  const password = percentDecoded(proxy.password);
  const credentials = Buffer.from(`${percentDecoded(proxy.username)}:${password}`).toString(
    'base64',
  );
  call.redactor.add(password);
  call.redactor.add(credentials);
  return credentials;
}

function cached(name: string, make: () => http.Agent): http.Agent {
  const agent = agents.get(name) ?? make();
  agents.set(name, agent);
  return agent;
}
