import type { CallOptions } from './call-options.js';

/** The new value, in place of the old one. */
interface Replacement {
  value: unknown;
  /** Values of other options that belong to it. They are replaced only if they are stored too. */
  beside?: Readonly<Record<string, string>>;
}

/** How much depends on a replacement. */
export interface Replacing {
  /**
   * False if the old value still works. Then it is no failure if the new one cannot be stored, and the
   * user is not told. Default true.
   */
  isVital?: boolean;
}

/** What limits a wait: the deadline of the call, and the caller's signal. */
interface Waiting {
  readonly options: CallOptions;
  readonly deadline: number;
  aborted(): Error;
}

/**
 * Where a face stores the values of a call: the command line has its config. A service may replace
 * a value when it is used: a refresh token that works only once.
 */
export interface Keeper {
  /**
   * Replaces the value of a param with the result of `work`, if it returns one. `work` gets the value
   * that is stored at that moment, which another process may have replaced; no process replaces it
   * while `work` runs. It gets `undefined` if the value is not stored: the user is told then that the
   * old value no longer works.
   */
  replace(
    param: string,
    call: Waiting,
    work: (kept: unknown) => Promise<Replacement | undefined>,
    how?: Replacing,
  ): Promise<void>;
}
