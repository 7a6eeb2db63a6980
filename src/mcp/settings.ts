import type { JsonRecord } from '../core/util/is-record.js';

/** How a server was started: what it offers, and what it keeps the model from. */
export interface McpSettings {
  /** Variables for `@@Name`. Their values are secrets: never shown, masked in all that is. */
  vars: Readonly<Record<string, unknown>>;
  /** Variables whose values the model may see. */
  open: Readonly<Record<string, unknown>>;
  /** Values fixed for each service's methods: the model cannot change them. */
  fixed: Readonly<Record<string, JsonRecord | undefined>>;
  /** Patterns of methods; all of them where there is none. */
  allow: readonly string[];
  deny: readonly string[];
  readOnly: boolean;
  /** Methods that are tools of their own. */
  expose: readonly string[];
  /** The folders whose files may be read and written. */
  roots: readonly string[];
  /** Whether files may be given as http(s) URLs, which this process then fetches. */
  urls: boolean;
  /** Whether what writes or deletes is confirmed, where the client can ask its user. */
  confirm: boolean;
  /** No result is longer, in characters; the rest is read page by page. */
  limit: number;
  version: string;
  log: (line: string) => void;
}
