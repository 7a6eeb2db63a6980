import type { Call } from '../definition/call.js';
import type { Args, Params } from '../definition/param.js';
import { HttpError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import type { RequestSpec } from '../http/build.js';
import { readAccepted } from '../http/read-accepted.js';
import { exchange } from '../http/request.js';
import { withoutEnd } from '../util/without-end.js';
import { TokenSource } from './oauth/token-source.js';
import { type Placed, parseRoute, placeOf, put, type Route, specOf } from './route.js';
import type { Target, Wire } from './wire.js';

/** The route of a row. */
export function routeOf(wire: Wire<Params, Params>, text: string): Route {
  const route = parseRoute(text, wire.verb ?? 'POST');
  const isName = !route.path.startsWith('/');
  return isName ? { ...route, path: `/${wire.path?.(route.path) ?? route.path}` } : route;
}

/** What differs for a request whose body or response is a file, or which the user wrote. */
export interface Transfer {
  body?: Bytes | string | undefined;
  /** The URL of a path. Default: below the base. */
  address?: (target: Target, path: string) => URL;
  /** Sends the request and reads the response. Default: as JSON. */
  ask?: (call: Call, verb: string, url: URL, spec: RequestSpec) => Promise<unknown>;
}

const askForJson: NonNullable<Transfer['ask']> = (call, verb, url, spec) =>
  exchange(call, verb, url, spec, readAccepted);

/**
 * Sends a request of a service. The response is checked here for every method (see `refusal`), and
 * a token that renews itself is renewed here if the service says that it has expired.
 */
export async function sendPlaced<First extends Params, Last extends Params>(
  wire: Wire<First, Last>,
  call: Call,
  args: Args<First & Last>,
  route: Route,
  placed: Placed,
  transfer: Transfer = {},
): Promise<unknown> {
  const target = wire.target(args, call);
  const { token } = target;
  const as = (token: string | undefined) =>
    sendAs(wire, call, target, token, route, placed, transfer);
  if (!(token instanceof TokenSource)) return as(token);
  // A dry run masks the token, so it does not need one.
  if (call.dryRun) return as('(access token)');
  const current = await token.current(call);
  try {
    return await as(current);
  } catch (error) {
    if (!(error instanceof HttpError) || !hasExpired(wire, error)) throw error;
    const renewed = await token.renew(current, call);
    // A stream cannot be sent again.
    if (transfer.body instanceof Bytes && !transfer.body.replayable) throw error;
    return as(renewed);
  }
}

function hasExpired<First extends Params, Last extends Params>(
  { expired }: Wire<First, Last>,
  error: HttpError,
): boolean {
  return expired ? expired(error) : error.status === 401;
}

/** Sends it once, with a token in the form the service expects. */
function sendAs<First extends Params, Last extends Params>(
  wire: Wire<First, Last>,
  call: Call,
  target: Target,
  token: string | undefined,
  route: Route,
  placed: Placed,
  { body, address = addressOf, ask = askForJson }: Transfer,
): Promise<unknown> {
  if (token) call.redactor.add(token);
  const own = token ? wire.authorize?.(token) : undefined;
  const fields = Object.entries({ ...target.fields, ...own?.fields });
  const whole = copyOf(placed);
  // Next to a body of its own there are no fields.
  const format = body === undefined ? (wire.body ?? 'json') : 'none';
  for (const [field, value] of fields) {
    if (value !== undefined) put(whole, placeOf(field, route, format), field, value);
  }
  const spec = specOf(route, whole, format);
  return ask(call, route.verb, address(target, whole.path), {
    ...wire.policy,
    ...spec,
    ...(body !== undefined && { body }),
    token: own ? undefined : token,
    sign: target.sign,
    transport: target.transport,
    query: { ...target.query, ...own?.query, ...spec.query },
    ownHeaders: { ...target.headers, ...own?.headers, ...spec.ownHeaders },
  });
}

/** A copy of the fields for another request: additions do not affect the original. */
function copyOf({ path, query, json, form, headers }: Placed): Placed {
  return { path, query: { ...query }, json: { ...json }, form: { ...form }, headers };
}

function addressOf({ base }: Target, path: string): URL {
  const url = new URL(base);
  url.pathname = `${withoutEnd(url.pathname, '/')}${path}`;
  return url;
}
