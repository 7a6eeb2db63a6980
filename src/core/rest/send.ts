import type { Call } from '../definition/call.js';
import type { Args, Params } from '../definition/param.js';
import { readAccepted } from '../http/read-accepted.js';
import { exchange } from '../http/request.js';
import { type Placed, parseRoute, put, type Route, specOf, usualPlace } from './route.js';
import type { Target, Wire } from './wire.js';

/** The route that a row names. */
export function routeOf(wire: Wire<Params, Params>, text: string): Route {
  const route = parseRoute(text, wire.verb ?? 'POST');
  const isName = !route.path.startsWith('/');
  return isName ? { ...route, path: `/${wire.path?.(route.path) ?? route.path}` } : route;
}

/** Sends a request of a service. Its answer is checked here for every method: see `refusal`. */
export async function sendPlaced<First extends Params, Last extends Params>(
  wire: Wire<First, Last>,
  call: Call,
  args: Args<First & Last>,
  route: Route,
  placed: Placed,
): Promise<unknown> {
  const target = wire.target(args, call);
  for (const [field, value] of Object.entries(target.fields ?? {})) {
    if (value !== undefined) put(placed, usualPlace(route, wire.body ?? 'json'), field, value);
  }
  const spec = specOf(route, placed);
  return exchange(
    call,
    route.verb,
    addressOf(target, placed.path),
    {
      ...wire.policy,
      ...spec,
      token: target.token,
      query: { ...target.query, ...spec.query },
      ownHeaders: { ...target.headers, ...spec.ownHeaders },
    },
    readAccepted,
  );
}

function addressOf({ base }: Target, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}
