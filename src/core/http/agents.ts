import http from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Call } from '../call.js';
import type { ProxySettings } from '../call-options.js';
import { InputError } from '../errors.js';

/** How a URL is reached: what `request` is called on, and with what beside method and headers. */
export interface Route {
  request: typeof http.request;
  options: RequestOptions;
}

/**
 * How long an unused connection is kept: shorter than servers keep it (Node 5 s, uvicorn 5 s), so
 * that no request is written into a connection that its server is just closing.
 */
const KEEP_IDLE = 4_000;

const plainAgent = new http.Agent({ keepAlive: true, timeout: KEEP_IDLE });
const agents = new Map<string, http.Agent>();

/** The way to a URL, by the call's proxy and TLS options. Plain http without a proxy is at hand. */
export function routeTo(url: URL, call: Call): Route | Promise<Route> {
  const proxy = proxyFor(url, call);
  if (url.protocol === 'http:' && !proxy) {
    const options = { agent: plainAgent, ...target(url) };
    return { request: http.request, options };
  }
  return proxy ? viaProxy(url, proxy, call) : secure(url, call);
}

function target(url: URL): RequestOptions {
  return {
    hostname: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port,
    path: url.pathname + url.search,
    ...(url.username && { auth: `${decode(url.username)}:${decode(url.password)}` }),
  };
}

async function secure(url: URL, call: Call): Promise<Route> {
  const https = await import('node:https');
  const tls = await tlsOptions(call);
  const agent = cached(
    ['https', tls],
    () => new https.Agent({ keepAlive: true, timeout: KEEP_IDLE, ...tls }),
  );
  return { request: https.request, options: { agent, ...target(url) } };
}

async function viaProxy(url: URL, proxy: URL, call: Call): Promise<Route> {
  if (proxy.password) call.redactor.add(decode(proxy.password));
  if (proxy.password) call.redactor.add(proxyCredentials(proxy));
  const tls = await tlsOptions(call);
  if (url.protocol === 'https:') {
    const [https, { HttpsProxyAgent }] = await Promise.all([
      import('node:https'),
      import('https-proxy-agent'),
    ]);
    const agent = cached(
      ['tunnel', proxy.href, tls],
      () => new HttpsProxyAgent(proxy, { keepAlive: true, timeout: KEEP_IDLE, ...tls }),
    );
    return { request: https.request, options: { agent, ...target(url), ...tls } };
  }
  // A plain request goes to the proxy with the whole URL as its path.
  const headers = proxy.username && { 'proxy-authorization': `Basic ${proxyCredentials(proxy)}` };
  const route = proxy.protocol === 'https:' ? await secure(proxy, call) : plain(proxy);
  const { auth: _, ...options } = route.options;
  const path = `${url.origin}${url.pathname}${url.search}`;
  return {
    request: route.request,
    options: { ...options, path, headers: { host: url.host, ...(headers || {}) } },
  };
}

function plain(url: URL): Route {
  return { request: http.request, options: { agent: plainAgent, ...target(url) } };
}

function proxyCredentials(proxy: URL): string {
  return Buffer.from(`${decode(proxy.username)}:${decode(proxy.password)}`).toString('base64');
}

/** The proxy to use: the call's own, else what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
function proxyFor(url: URL, call: Call): URL | undefined {
  const { proxy } = call.options;
  if (proxy === false || proxy === '') return undefined;
  const text = proxy === undefined ? fromEnvironment(url) : toUrl(proxy);
  if (!text) return undefined;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.hostname) return parsed;
  throw new InputError({
    method: call.method,
    option: 'proxy',
    message: `the proxy ${proxy === undefined ? 'that HTTP_PROXY or HTTPS_PROXY names' : ''} is no http:// or https:// address`,
    hint: 'Write it as http://user:password@host:port; SOCKS proxies are not supported.',
  });
}

function toUrl(proxy: string | ProxySettings): string {
  if (typeof proxy === 'string') return proxy;
  const { protocol = 'http', host, port, user, password } = proxy;
  const who = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@` : '';
  return `${protocol || 'http'}://${who}${host}${port ? `:${port}` : ''}`;
}

/** As curl does it: HTTPS_PROXY for https, HTTP_PROXY for http, NO_PROXY for what goes direct. */
function fromEnvironment(url: URL): string | undefined {
  const { env } = process;
  const scheme = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = env[scheme] || env[scheme.toUpperCase()] || env.all_proxy || env.ALL_PROXY;
  if (!proxy || excluded(url, env.no_proxy || env.NO_PROXY || '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** NO_PROXY: names with their subdomains, a leading dot or `*.` or not, `host:port`, or `*`. */
function excluded(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = entry, wantedPort] = /^(.+?):(\d+)$/.exec(entry) ?? [];
      const suffix = name.replace(/^\*?\./, '');
      const matches = host === suffix || host.endsWith(`.${suffix}`);
      return matches && (!wantedPort || wantedPort === port);
    });
}

interface Tls {
  ca?: (string | Buffer)[];
  cert?: string;
  key?: string;
  rejectUnauthorized?: boolean;
}

async function tlsOptions(call: Call): Promise<Tls> {
  const { ca, cert, key, insecure } = call.options;
  const tls: Tls = {};
  if (ca) {
    // Trusted beside the usual authorities, not instead of them.
    const { rootCertificates } = await import('node:tls');
    tls.ca = [...rootCertificates, await pem(call, 'ca', ca)];
  }
  if (cert) tls.cert = await pem(call, 'cert', cert);
  if (key) tls.key = await pem(call, 'key', key);
  if (insecure) tls.rejectUnauthorized = false;
  return tls;
}

async function pem(call: Call, option: string, value: string): Promise<string> {
  if (value.includes('-----BEGIN')) return value;
  const { readFile } = await import('node:fs/promises');
  try {
    const text = await readFile(value, 'utf8');
    if (text.includes('-----BEGIN')) return text;
  } catch (cause) {
    const message = `${option}: cannot read ${value}: ${(cause as NodeJS.ErrnoException).code}`;
    throw new InputError({ method: call.method, option, message, cause });
  }
  const message = `${option}: ${value} is not a PEM file (it has no -----BEGIN line)`;
  throw new InputError({ method: call.method, option, message });
}

function cached(key: readonly unknown[], make: () => http.Agent): http.Agent {
  const name = JSON.stringify(key);
  const agent = agents.get(name) ?? make();
  agents.set(name, agent);
  return agent;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
