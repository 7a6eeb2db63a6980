import { InputError } from '../errors/errors.js';
import type { CallOptions } from './call-options.js';
import { clip } from './kinds/refuse.js';
import {
  type AnyMethod,
  isMethod,
  type Method,
  type StreamFunction,
  type UntypedCall,
} from './method.js';

type Loosened<In, Fixed> = Omit<In, keyof Fixed> & Partial<Pick<In, keyof Fixed & keyof In>>;

type LoosenedMethod<M, Fixed> =
  M extends Method<infer In, infer R, infer Chunk>
    ? Method<Loosened<In, Fixed>, R, Chunk>
    : M extends StreamFunction<infer In, infer R, infer Chunk>
      ? StreamFunction<Loosened<In, Fixed>, R, Chunk>
      : M;

/** The methods of a service, with the fixed params optional. */
export type WithDefaults<Service, Fixed> = {
  readonly [Name in keyof Service]: LoosenedMethod<Service[Name], Fixed>;
};

type InputsOf<Service> = {
  [Name in keyof Service]: Service[Name] extends Method<infer In, infer _R, infer _Chunk>
    ? In
    : never;
}[keyof Service];

type KeyOf<In> = In extends unknown ? keyof In : never;
type ValueOf<In, Key> = In extends unknown ? (Key extends keyof In ? In[Key] : never) : never;

/** The params of all methods of the service. */
export type Fixable<Service> = {
  [Key in KeyOf<InputsOf<Service>>]?: ValueOf<InputsOf<Service>, Key>;
};

/**
 * Fixes params (an address, a token, a model) and call options once for many calls. A value in the
 * call itself takes precedence; a method that does not have a fixed param is called without it.
 *
 * @throws {InputError} No method of the service has such a param.
 * @example
 * const ai = withDefaults(openai, { url: 'https://api.openai.com', token }, { timeout: 60_000 });
 * await ai.getResponse({ model: 'gpt-5-mini', messages: 'Hello!' });
 */
export function withDefaults<Service extends object, Fixed extends Fixable<Service>>(
  service: Service,
  fixed: Fixed & { [Key in Exclude<keyof Fixed, keyof Fixable<Service>>]: never },
  options: CallOptions = {},
): WithDefaults<Service, Fixed> {
  const methods = Object.values(service).filter(isMethod);
  checkFixed(fixed, methods);
  const bound = new Map<unknown, unknown>();
  for (const method of methods) {
    const own = bind(method, fixed, options);
    bound.set(method, own);
    // The stream of a method may be its own member: `streamResponse`.
    if (method.stream) bound.set(method.stream, own.stream);
  }
  const entries = Object.entries(service).map(([name, member]) => [
    name,
    bound.get(member) ?? member,
  ]);
  return Object.fromEntries(entries) as WithDefaults<Service, Fixed>;
}

function checkFixed(fixed: object, methods: readonly AnyMethod[]): void {
  for (const key of Object.keys(fixed)) {
    if (methods.some(({ definition }) => Object.hasOwn(definition.params, key))) continue;
    throw new InputError({
      param: key,
      message: `withDefaults: no method has a param "${clip(key)}"`,
    });
  }
}

function bind(method: AnyMethod, fixed: object, options: CallOptions): AnyMethod {
  const { definition, stream } = method;
  const taken = Object.fromEntries(
    Object.entries(fixed).filter(([key]) => Object.hasOwn(definition.params, key)),
  );
  const own = definition.offline ? {} : options;
  const preset =
    (calling: UntypedCall): UntypedCall =>
    (input, call) =>
      calling({ ...taken, ...given(input) }, { ...own, ...given(call) });
  return Object.assign(preset(method), { definition, stream: stream && preset(stream) });
}

/** An `undefined` in a call counts as not given: it does not override a fixed value. */
function given(values: object | undefined): object {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(([, value]) => value !== undefined),
  );
}
