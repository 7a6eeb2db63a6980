import { isSecretHeader } from '../../core/errors/redact.js';
import { shellQuote } from '../../core/util/shell-quote.js';
import type { Target } from './connection.js';

/** The request for the connection as a curl command, for a dry run. */
export function dryRunLine({ address, headers, protocols, tls, proxy }: Target): string {
  const url = new URL(address);
  if (url.password) url.password = '***';
  else if (url.username) url.username = '***';
  const shown = Object.entries(headers ?? {}).map(([name, value]) => {
    return `-H ${shellQuote(`${name}: ${isSecretHeader(name) ? '***' : String(value)}`)}`;
  });
  const schemes = { socks5: 'socks5h', socks4: 'socks4a', http: 'http' };
  return [
    `curl --no-buffer --http1.1 ${shellQuote(url.href.replace(/^ws/, 'http'))}`,
    "-H 'Connection: Upgrade'",
    "-H 'Upgrade: websocket'",
    "-H 'Sec-WebSocket-Version: 13'",
    `-H "Sec-WebSocket-Key: $(openssl rand -base64 16)"`,
    ...(protocols?.length
      ? [`-H ${shellQuote(`Sec-WebSocket-Protocol: ${protocols.join(', ')}`)}`]
      : []),
    ...shown,
    ...(tls?.accept_invalid_certs ? ['--insecure'] : []),
    ...(tls?.ca_cert_path ? [`--cacert ${shellQuote(tls.ca_cert_path)}`] : []),
    ...(proxy ? [`--proxy ${schemes[proxy.type]}://${proxy.host}:${proxy.port}`] : []),
  ].join(' \\\n  ');
}
