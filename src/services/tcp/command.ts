import { addressOf } from '../../core/connection/connect.js';
import type { Payload } from '../../core/definition/kinds/index.js';
import { Bytes } from '../../core/files/bytes.js';
import { shellQuote } from '../../core/util/shell-quote.js';
import type { Target } from './connection.js';

/** The equivalent `ncat` command, for a dry run. */
export function dryRunLine({ address, tls, proxy, data }: Target & { data?: Payload | undefined }) {
  const { host, port } = address;
  const type = { socks5: 'socks5', socks4: 'socks4', http: 'http' };
  return [
    ...inputOf(data),
    'ncat',
    ...(tls?.use_tls ? ['--ssl', ...(tls.accept_invalid_certs ? [] : ['--ssl-verify'])] : []),
    ...(tls?.use_tls && tls.ca_cert_path ? ['--ssl-trustfile', shellQuote(tls.ca_cert_path)] : []),
    ...(proxy
      ? ['--proxy', addressOf(proxy.host, proxy.port), '--proxy-type', type[proxy.type]]
      : []),
    ...(proxy?.user !== undefined ? ['--proxy-auth', shellQuote(`${proxy.user}:***`)] : []),
    shellQuote(host),
    String(port),
  ].join(' ');
}

function inputOf(data: Payload | undefined): string[] {
  if (data === undefined) return [];
  if (!(data instanceof Bytes)) return ['printf', '%s', shellQuote(data), '|'];
  return data.path === undefined ? [] : ['cat', shellQuote(data.path), '|'];
}
