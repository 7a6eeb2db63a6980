import { recordKind } from '../definition/kinds/json.js';
import type { Given } from '../definition/kinds/known-fields.js';
import { refuse } from '../definition/kinds/refuse.js';
import { type Kind, param } from '../definition/param.js';
import type { JsonRecord } from '../util/is-record.js';

/** How a connection is encrypted, as GetTlsSettings returns it. */
export type TlsSettings = {
  use_tls: boolean;
  /** Accepts any certificate: for a test server. */
  accept_invalid_certs: boolean;
  /** Path of a PEM file with the certificate authority to trust; empty for the usual ones. */
  ca_cert_path?: string;
};

export function tlsSettings(trustAny: boolean, caPath: string | undefined): TlsSettings {
  return { use_tls: true, accept_invalid_certs: trustAny, ca_cert_path: caPath ?? '' };
}

const KEYS = ['use_tls', 'accept_invalid_certs', 'ca_cert_path'];

export const tlsKind: Kind<Given<TlsSettings> | string, TlsSettings> = {
  ...recordKind,
  async parse(value, context) {
    const given = await recordKind.parse(value, context);
    const settings = readSettings(given);
    if (settings) return settings;
    const takes = `TLS settings of ${KEYS.join(', ')}, as GetTlsSettings returns them`;
    throw refuse(given, context, takes);
  },
};

/** Reads the settings. `undefined` if the object is something else. */
function readSettings(given: JsonRecord): TlsSettings | undefined {
  const { use_tls = true, accept_invalid_certs = false, ca_cert_path } = given;
  const path = ca_cert_path ?? '';
  const isKnown = Object.keys(given).every((key) => KEYS.includes(key));
  if (!isKnown || typeof use_tls !== 'boolean' || typeof accept_invalid_certs !== 'boolean') {
    return undefined;
  }
  return typeof path === 'string'
    ? { use_tls, accept_invalid_certs, ca_cert_path: path }
    : undefined;
}

/** The param of methods that open an encrypted connection. */
export const tls = param(tlsKind, 'TLS settings, as GetTlsSettings returns them', {
  reach: 'read',
  optional: true,
});
