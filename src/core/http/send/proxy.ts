import { matchesHost } from '../../access/host-pattern.js';
import type { Call } from '../../definition/call.js';
import type { ProxySettings } from '../../definition/call-options.js';
import { InputError } from '../../errors/errors.js';

// Not imported: an import of node:net also loads its block lists, which would slow down a short
// command.
const net = process.getBuiltinModule('node:net');

/** The proxy to use: that of the call, otherwise by HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export function proxyFor(url: URL, call: Call): URL | undefined {
  const { proxy } = call.options;
  if (proxy === false || proxy === '') return undefined;
  const text = proxy === undefined ? fromEnvironment(url) : toUrl(proxy);
  if (!text) return undefined;
  const full = text.includes('://') ? text : `http://${text}`;
  const parsed = URL.canParse(full) ? new URL(full) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.hostname) return parsed;
  const source = proxy === undefined ? 'the proxy in the environment' : 'the proxy';
  throw new InputError({
    method: call.method,
    param: 'proxy',
    message: `${source} is not an http:// or https:// URL`,
    hint: 'Write it as http://user:password@host:port; SOCKS proxies are not supported.',
  });
}

function toUrl(proxy: string | ProxySettings): string {
  if (typeof proxy === 'string') return proxy;
  const { protocol, host, port, user, password } = proxy;
  const who = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@` : '';
  const name = net.isIP(host) === 6 ? `[${host}]` : host;
  return `${protocol || 'http'}://${who}${name}${port ? `:${port}` : ''}`;
}

/** As in curl: HTTPS_PROXY for https, HTTP_PROXY for http, NO_PROXY for direct connections. */
function fromEnvironment(url: URL): string | undefined {
  const { env } = process;
  const scheme = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = env[scheme] || env[scheme.toUpperCase()] || env.all_proxy || env.ALL_PROXY;
  if (!proxy || excluded(url, env.no_proxy || env.NO_PROXY || '')) return undefined;
  return proxy;
}

/** NO_PROXY: host patterns, separated by commas or spaces. */
function excluded(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return matchesHost(list.split(/[\s,]+/).filter(Boolean), url.hostname, port);
}

/** A failure to open a tunnel: the proxy could not be reached, or it refused (`answer`). */
// Not next to the tunnel itself, which loads TLS: the code that explains a failure only needs this.
export class ProxyFailure extends Error {
  readonly proxy: string;
  readonly answer: { status: number; headers: Record<string, string> } | undefined;

  constructor(proxy: string, cause: Error | undefined, answer?: ProxyFailure['answer']) {
    super(cause?.message, { cause });
    this.proxy = proxy;
    this.answer = answer;
  }
}
