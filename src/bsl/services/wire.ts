/**
 * What a script asks of the main thread, and the answers. Values are what `structuredClone` copies:
 * records, arrays, text, numbers, bytes; objects with one of the keys below stand for the rest.
 */

/** Stands for an open connection, which stays on the main thread. */
export const HANDLE = 'oint:handle';
/** Stands for a number with more digits than a JavaScript number has. */
export const DIGITS = 'oint:number';

export interface Request {
  service: string;
  method: string;
  args: unknown[];
}

export type Answer =
  | { ok: true; value: unknown }
  /** The script gets an error that `Try` can catch. */
  | { ok: false; message: string };
