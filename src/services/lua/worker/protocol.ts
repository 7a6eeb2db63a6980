/**
 * What a program and the thread of its Lua state send each other. Values are flat, so that they can be
 * sent in batches: a list or a table is followed by its items.
 */

/** A part of a value: integers are `bigint`, floats are numbers, strings that are not UTF-8 are bytes. */
export type Token =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly list: number }
  | { readonly table: number };

/** A batch ends at this number of tokens, or of bytes: receiving it must not take long. */
export const BATCH = 2_000;
export const BATCH_BYTES = 2 ** 18;

/** The most that the values of one call may have, in bytes. */
export const MOST_BYTES = 64 * 2 ** 20;

/** What a token counts, besides the bytes of its text. */
const TOKEN_BYTES = 16;

export function sizeOf(token: Token): number {
  if (typeof token === 'string') return TOKEN_BYTES + token.length;
  return TOKEN_BYTES + (token instanceof Uint8Array ? token.byteLength : 0);
}

/** Lua code or bytecode, and its name in errors. */
export interface Chunk {
  code: Uint8Array;
  name: string;
  kind: 'text' | 'bytecode' | 'either';
}

export type Request =
  /** Arguments for the next request. */
  | { do: 'values'; tokens: Token[] }
  | { do: 'run'; chunk: Chunk }
  | { do: 'call'; path: string }
  | { do: 'compile'; chunk: Chunk }
  | { do: 'attach'; name: string; chunk: Chunk }
  | { do: 'packages' }
  | { do: 'more' }
  | { do: 'reset' }
  | { do: 'set' | 'get'; name: string };

/** Why the thread could not do it. */
export interface Failure {
  /** Lua's own status; `LIMIT` and `BROKEN` mean that the state is lost. */
  reason:
    | 'LUA_ERRRUN'
    | 'LUA_ERRSYNTAX'
    | 'LUA_ERRMEM'
    | 'LUA_ERRERR'
    | 'VALUE'
    | 'LIMIT'
    | 'BROKEN';
  message: string;
  traceback?: string;
}

export interface Reply {
  tokens: Token[];
  /** False if there are more tokens. */
  done: boolean;
  /** What the code printed. */
  output: Uint8Array;
  failure?: Failure;
}

/** What the thread starts with. */
export interface Start {
  /** The package: its code and its WebAssembly. */
  code: string;
  wasm: Uint8Array;
  /** In bytes. */
  memory: number;
  /** The most instructions of one call; 0 for any number. */
  instructions: number;
  /** True if code may load bytecode. */
  bytecode: boolean;
}
