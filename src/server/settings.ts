import type { Keeper } from '../core/definition/keeper.js';
import type { Definition } from '../core/definition/method.js';
import type { JsonRecord } from '../core/util/is-record.js';
import type { Limits } from '../serving/catalogue.js';
import type { VariableSettings } from '../serving/variables.js';

/** How a server was started: what it offers, and what its clients are not allowed to do. */
export interface ServerSettings extends VariableSettings, Limits {
  /** Fixed values for each service's methods: clients cannot change them. */
  fixed: Readonly<Record<string, JsonRecord | undefined>>;
  /** Stores the fixed values of a method that its service replaces. */
  keeperOf?: ((definition: Definition) => Keeper) | undefined;
  /** The folders whose files may be read and written. */
  roots: readonly string[];
  /** Hosts that clients may choose besides public ones. */
  hosts: readonly string[];
  /** Whether files may be given as http(s) URLs, which this process then downloads. */
  urls: boolean;
  /** Whether clients may open ports of this machine. */
  listen: boolean;
  /** How long a call may take, in milliseconds. */
  timeout: number;
  /** How many connections a client may have open, and how long one stays open unused, in milliseconds. */
  handles: { most: number; idle: number };
}
