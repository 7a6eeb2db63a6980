import { addressOf } from '../connection/connect.js';
import type { TlsSettings } from '../connection/tls-settings.js';
import { isSecretHeader } from '../errors/redact.js';
import { writeJson } from '../json/write.js';
import { shellQuote } from '../util/shell-quote.js';
import { type GrpcConnection, isGrpcConnection } from './connection.js';
import type { GrpcTarget } from './settings.js';

interface Asked {
  tls?: TlsSettings | undefined;
  /** `list` or `describe`: what is asked of the schema. */
  verb?: string;
  service?: string;
  method?: string;
  data?: unknown;
  timeout?: number;
}

/** The equivalent grpcurl command, for a dry run. */
export function grpcurl(given: GrpcConnection | GrpcTarget, asked: Asked): string {
  const { host, port, secure, metadata, proto, ...target } = isGrpcConnection(given)
    ? given.target
    : given;
  const { verb, service, method, data, timeout } = asked;
  const tls = asked.tls ?? target.tls;
  const isSecure = secure ?? tls?.use_tls ?? false;
  const headers = Object.entries(metadata).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${isSecretHeader(name) ? '***' : one}`),
  );
  const words = [
    ...(isSecure ? [] : ['-plaintext']),
    ...(tls?.accept_invalid_certs ? ['-insecure'] : []),
    ...(tls?.ca_cert_path ? ['-cacert', tls.ca_cert_path] : []),
    ...proto.flatMap((path) => [path.endsWith('.proto') ? '-proto' : '-protoset', path]),
    ...headers.flatMap((header) => ['-H', header]),
    ...(timeout ? ['-max-time', String(timeout / 1000)] : []),
    ...(data === undefined
      ? []
      : [
          '-d',
          [data]
            .flat()
            .map((one) => writeJson(one))
            .join('\n'),
        ]),
    addressOf(host, port),
    ...(verb ? [verb] : []),
    ...(service ? [method ? `${service}/${method}` : service] : []),
  ];
  return ['grpcurl', ...words.map(shellQuote)].join(' ');
}
