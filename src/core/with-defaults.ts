import type { CallOptions } from './call-options.js';
import type { Definition, Method } from './method.js';

type Loosened<In, Fixed> = Omit<In, keyof Fixed> & Partial<Pick<In, keyof Fixed & keyof In>>;

type LoosenedMethod<M, Fixed> =
  M extends Method<infer In, infer R, infer Chunk> ? Method<Loosened<In, Fixed>, R, Chunk> : M;

/** The methods of a service, where what was fixed may be left out. */
export type WithDefaults<Service, Fixed> = {
  readonly [Name in keyof Service]: LoosenedMethod<Service[Name], Fixed>;
};

interface AnyMethod {
  (input: object, call?: CallOptions): Promise<unknown>;
  readonly definition: Definition;
  readonly stream?: (input: object, call?: CallOptions) => Promise<unknown>;
}

/**
 * Fixes inputs (an address, a token, a model) and call options once for many calls. What a call
 * itself gives wins; a fixed input that a method does not take is left out of its calls.
 *
 * @example
 * const ai = withDefaults(openai, { url: 'https://api.openai.com', token }, { timeout: 60_000 });
 * await ai.getResponse({ model: 'gpt-5-mini', messages: 'Hello!' });
 */
export function withDefaults<Service extends object, Fixed extends object>(
  service: Service,
  fixed: Fixed,
  options: CallOptions = {},
): WithDefaults<Service, Fixed> {
  const entries = Object.entries(service).map(([name, member]) => [
    name,
    isMethod(member) ? bind(member, fixed, options) : member,
  ]);
  return Object.fromEntries(entries) as WithDefaults<Service, Fixed>;
}

function isMethod(value: unknown): value is AnyMethod {
  return typeof value === 'function' && 'definition' in value;
}

function bind(method: AnyMethod, fixed: object, options: CallOptions): AnyMethod {
  const { definition, stream } = method;
  const taken = Object.fromEntries(
    Object.entries(fixed).filter(([key]) => Object.hasOwn(definition.params, key)),
  );
  const own = definition.offline ? {} : options;
  return Object.assign(
    (input: object = {}, call: CallOptions = {}) =>
      method({ ...taken, ...given(input) }, { ...own, ...call }),
    {
      definition,
      stream:
        stream &&
        ((input: object = {}, call: CallOptions = {}) =>
          stream({ ...taken, ...given(input) }, { ...own, ...call })),
    },
  );
}

/** An `undefined` in a call is the same as nothing: it does not undo what was fixed. */
function given(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
