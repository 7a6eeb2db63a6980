/** What a real server answered to a method's example (`docs/records/<service>/<Method>.json`). */
export interface MethodRecord {
  /** Hash of the method's manifest entry at that time: see `scripts/record-hash.mjs`. */
  definition: string;
  /** What answered, with its version. */
  server: string;
  /** The day, as 2026-01-31. */
  recorded: string;
  command: string;
  /** As it was printed on standard output. */
  output: string;
  /** How `output` is highlighted. */
  language: string;
  /** Exit status, where it is not 0. */
  exit?: number;
}
