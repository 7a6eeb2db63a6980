/** The recorded result of a method's example (`docs/records/<service>/<Method>.json`). */
export interface MethodRecord {
  /** Hash of the method's manifest entry at that time: see `scripts/record-hash.mjs`. */
  definition: string;
  /** The server that responded, with its version. */
  server: string;
  /** The date, such as 2026-01-31. */
  recorded: string;
  command: string;
  /** The standard output. */
  output: string;
  /** How `output` is highlighted. */
  language: string;
  /** The exit status, if it is not 0. */
  exit?: number;
}
