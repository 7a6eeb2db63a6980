import type { Keeper } from '../core/definition/keeper.js';
import type { Definition } from '../core/definition/method.js';
import type { JsonRecord } from '../core/util/is-record.js';
import type { Limits } from '../serving/catalogue.js';
import type { VariableSettings } from '../serving/variables.js';

/** How a server was started: what it offers, and what the model is not allowed to do. */
export interface McpSettings extends VariableSettings, Limits {
  /** Fixed values for each service's methods: the model cannot change them. */
  fixed: Readonly<Record<string, JsonRecord | undefined>>;
  /** Stores the fixed values of a method that its service replaces. */
  keeperOf?: ((definition: Definition) => Keeper) | undefined;
  /** Methods that are separate tools. */
  expose: readonly string[];
  /** The folders whose files may be read and written. */
  roots: readonly string[];
  /** Hosts that the model may choose besides public ones. */
  hosts: readonly string[];
  /** Whether files may be given as http(s) URLs, which this process then downloads. */
  urls: boolean;
  /** Whether the user must confirm writes and deletes, if the client can ask. */
  confirm: boolean;
  /** Maximum length of a result in characters; the rest is read page by page. */
  limit: number;
  version: string;
  log: (line: string) => void;
}
