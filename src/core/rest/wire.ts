import type { Call } from '../definition/call.js';
import type { Args, Params } from '../definition/param.js';
import type { HttpError } from '../errors/errors.js';
import type { RequestSpec } from '../http/build.js';
import type { Pager } from './pager.js';
import type { RotatingToken } from './rotating-token.js';
import type { BodyFormat, Fields, Route } from './route.js';

/** Where a request of a service goes and who asks. */
export interface Target {
  /** The address that paths are appended to. */
  base: string | URL;
  /** Sent as `Authorization: Bearer …`, unless the wire's `authorize` says otherwise. */
  token?: string | RotatingToken | undefined;
  /** Headers of the service's own: its version, its key. Names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Fields of every request: in the query, or beside the method's own. */
  query?: Fields | undefined;
  fields?: Fields | undefined;
}

/** All that is a service's own on the wire, said once for all of its methods. */
export interface Wire<First extends Params, Last extends Params> {
  /** The name of the service's folder. */
  service: string;
  /** Where requests go, if that is always the same: then no param says so. */
  address?: string;
  /** The params that every method begins with, as the reference has them. */
  first?: First;
  /** The params that every method ends with. */
  last?: Last;
  /** Where requests go and who asks, from those params. */
  target(args: Args<First & Last>, call: Call): Target;
  /** How a token travels, where it is not the usual header. */
  authorize?(token: string): Pick<Target, 'headers' | 'query' | 'fields'>;
  /** Whether an error means that the token has expired: one that renews itself is renewed then. */
  expired?(error: HttpError): boolean;
  /** The path of a route that is a name of the service's own: `users.list`. Default: the name. */
  path?(name: string): string;
  /** The verb of a route that names none. Default POST. */
  verb?: string;
  /** How a request with a body carries its fields. Default JSON. */
  body?: BodyFormat;
  /** How the service says no, waits and explains itself. */
  policy?: Pick<RequestSpec, 'refusal' | 'retryAfter' | 'hint'>;
  /** How lists go on. */
  pager?: Pager;
  /** The page of the service's own documentation for a route. */
  reference?(route: Route): string;
}
