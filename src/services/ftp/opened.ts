import type { Client } from 'basic-ftp';
import type { DataMode } from './data.js';
import type { Target } from './settings.js';

/** What is known of an open connection. */
export interface Opened {
  client: Client;
  target: Target;
  welcome: string;
  /** The names of the server's features, with their parameters. */
  features: ReadonlyMap<string, string>;
  mode: DataMode;
  /** True if a reply may still come that belongs to no command. */
  isBroken: boolean;
}
