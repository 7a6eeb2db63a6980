export interface Done {
  result: true;
}

/** What a script returned and printed. */
export interface Ran {
  /** A list if it returned several values, `null` if none. */
  result: unknown;
  /** At most 1 MiB. */
  output: string;
}
