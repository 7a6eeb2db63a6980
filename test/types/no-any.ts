// No `any` anywhere in the public API. Compiled, not run.
import type * as oint from '../../src/index.js';
import type { CallOptions, Definition, openai } from '../../src/index.js';
import {
  type Equal,
  type HasAny,
  type InputOf,
  isTrue,
  type NoAny,
  type ResultOf,
} from './assert.js';

/** The check works: this is an `any` of the language itself. */
type Hidden = ReturnType<typeof JSON.parse>;
isTrue<Equal<NoAny<Hidden>, false>>();
isTrue<Equal<NoAny<{ a: [{ b: Hidden }] }>, false>>();
isTrue<Equal<NoAny<(input: { a: Hidden }) => string>, false>>();
isTrue<Equal<NoAny<() => Promise<Hidden>>, false>>();
isTrue<Equal<NoAny<string | { a?: Hidden }>, false>>();
isTrue<NoAny<{ a: string; b?: unknown; c: (d: number) => never }>>();
isTrue<Equal<HasAny<unknown>, false>>();

type Service = typeof openai;
type Methods = {
  [Name in keyof Service as Service[Name] extends { definition: Definition }
    ? Name
    : never]: Service[Name];
};

/** By method, so that the compiler's message names the method. */
export const inputs: { [Name in keyof Methods]: true } = {} as {
  [Name in keyof Methods]: NoAny<InputOf<Methods[Name]>>;
};
export const results: { [Name in keyof Methods]: true } = {} as {
  [Name in keyof Methods]: NoAny<ResultOf<Methods[Name]>>;
};
/** The types exist: neither is `never`, which would pass too. */
export const found: { [Name in keyof Methods]: [false, false] } = {} as {
  [Name in keyof Methods]: [
    Equal<InputOf<Methods[Name]>, never>,
    Equal<ResultOf<Methods[Name]>, never>,
  ];
};

isTrue<'getResponse' | 'downloadFile' | 'getUserMessage' extends keyof Methods ? true : false>();
isTrue<NoAny<CallOptions>>();
isTrue<NoAny<oint.FullResponse<unknown>>>();
isTrue<NoAny<oint.SavedFile>>();
isTrue<NoAny<oint.Streaming<unknown, unknown>>>();
isTrue<NoAny<Definition>>();
isTrue<NoAny<Service['streamResponse']>>();
isTrue<NoAny<typeof oint.withDefaults>>();

/** The errors: their properties, and their constructors' arguments. */
type Errors = {
  [Name in keyof typeof oint as Name extends `${string}Error` ? Name : never]: (typeof oint)[Name];
};
type Known<E> = E extends abstract new (
  ...init: infer Init
) => infer Made
  ? NoAny<Init> extends true
    ? NoAny<Made>
    : false
  : false;
export const errors: { [Name in keyof Errors]: true } = {} as {
  [Name in keyof Errors]: Known<Errors[Name]>;
};
