import type { LdapValue } from './values.js';

/** An entry of the directory. */
export interface LdapEntry {
  dn: string;
  /** The values of each attribute: text, or bytes (in JSON `{'BYTES': Base64}`). */
  attributes: { [name: string]: LdapValue[] };
}

export interface SearchResult {
  result: true;
  data: LdapEntry[];
  /** Where the rest of the directory is: URLs of other servers, which are not asked. */
  referrals?: string[];
}

export interface Done {
  result: true;
}

export interface Comparison {
  result: true;
  /** True if the entry has the value. */
  data: boolean;
}

/** Settings of a connection, as FormConnectionParameters returns them. */
export type LdapSettingsRecord = {
  url: string;
  bind_dn: string;
  password: string;
  /** In seconds. */
  timeout: number;
};

/** The settings of a connection. */
export interface LdapConfiguration {
  result: true;
  data: {
    /** Without the password. */
    settings: { url: string; bind_dn: string; timeout: number };
    tls?: { use_tls: boolean; accept_invalid_certs: boolean; ca_cert_path?: string };
  };
}
