import type { Connection } from '../connection/connection.js';

/** An open connection to an SSH server, for both commands and files. */
export interface SshConnection extends Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** Settings of a server and a user, as GetSettings… returns them. */
export type SshSettingsRecord = {
  auth_type: 'password' | 'private_key' | 'agent' | 'keyboard_interactive';
  host: string;
  port: number;
  username: string;
  password?: string;
  /** The private key: a path, or its text. */
  key_path?: string;
  pub_path?: string;
  passphrase?: string;
  /** The certificate of the key: a path, or its text. */
  certificate?: string;
  /** Answers to the server's questions, in order. */
  keyboard_responses?: string[];
  /** A file to use instead of ~/.ssh/known_hosts. */
  known_hosts?: string;
  /** Algorithms to offer, as for ssh: `+NAMES` adds, `-NAMES` removes, `^NAMES` prefers. */
  algorithms?: { kex?: string; cipher?: string; hmac?: string; hostKey?: string };
};

/** Everything needed for a connection, as GetConnectionConfiguration returns it. */
export type SshConfiguration = {
  set: { [key: string]: unknown };
  proxy?: { [key: string]: unknown };
};
