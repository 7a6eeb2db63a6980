import type { Method } from '../../src/index.js';

/** True where two types are the same, not just assignable to each other. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export type IsAny<T> = 0 extends 1 & T ? true : false;

/** Types that are not checked further, since they are not ours. */
type Foreign =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | Date
  | AbortSignal
  | AsyncIterable<unknown>
  | Map<unknown, unknown>;

/** True, or a union with it, if a type contains `any`: in its members, inputs or results. */
export type HasAny<T, Depth extends readonly 0[] = []> =
  IsAny<T> extends true
    ? true
    : Depth['length'] extends 6
      ? false
      : T extends Foreign
        ? false
        : T extends (...input: infer In) => infer Out
          ? HasAny<In, [...Depth, 0]> | HasAny<Out, [...Depth, 0]>
          : T extends Promise<infer Out>
            ? HasAny<Out, [...Depth, 0]>
            : T extends readonly (infer Item)[]
              ? HasAny<Item, [...Depth, 0]>
              : T extends object
                ? { [Key in keyof T]-?: HasAny<T[Key], [...Depth, 0]> }[keyof T]
                : false;

export type NoAny<T> = true extends HasAny<T> ? false : true;

/** Fails to compile if the type is not `true`. */
export function isTrue<_Check extends true>(): void {}

/** Fails to compile if the value is not exactly of this type: `typeOf<string>()(value)`. */
export function typeOf<Expected>() {
  return <Actual>(_value: Actual, ..._same: Equal<Actual, Expected> extends true ? [] : [never]) =>
    undefined;
}

export type InputOf<M> = M extends Method<infer In, infer _R, infer _Chunk> ? In : never;
export type ResultOf<M> = M extends Method<infer _In, infer R, infer _Chunk> ? R : never;
