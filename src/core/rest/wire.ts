import type { Call } from '../definition/call.js';
import type { Args, Params } from '../definition/param.js';
import type { HttpError } from '../errors/errors.js';
import type { RequestSpec } from '../http/build.js';
import type { TokenSource } from './oauth/token-source.js';
import type { Pager } from './pager.js';
import type { BodyFormat, Fields, Route } from './route.js';

/** The address and the authorization of a request. */
export interface Target {
  /** The base URL for paths. */
  base: string | URL;
  /** Sent as `Authorization: Bearer …`, unless the wire's `authorize` says otherwise. */
  token?: string | TokenSource | undefined;
  /** The service's own headers, such as its version or key. Names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the request in another way: to the embedded server. */
  transport?: RequestSpec['transport'];
  /** Signs each request, in place of a token. */
  sign?: RequestSpec['sign'];
  /** Fields of every request: in the path, the query, or next to the fields of the method. */
  query?: Fields | undefined;
  fields?: Fields | undefined;
}

/** Everything about the requests and responses of a service, defined once for all its methods. */
export interface Wire<First extends Params, Last extends Params> {
  /** The name of the service's folder. */
  service: string;
  /** The fixed address, if no param has it. */
  address?: string;
  /** The first params of every method, as in the reference. */
  first?: First;
  /** The last params of every method. */
  last?: Last;
  /** The address and the authorization, from those params. */
  target(args: Args<First & Last>, call: Call): Target;
  /** How a token is sent, if not in the usual header. */
  authorize?(token: string): Pick<Target, 'headers' | 'query' | 'fields'>;
  /**
   * Whether an error means that the token has expired. A token that renews itself is renewed then.
   * Default: every 401.
   */
  expired?(error: HttpError): boolean;
  /** The path of a route that is a name such as `users.list`. Default: the name. */
  path?(name: string): string;
  /** The verb of a route without one. Default POST. */
  verb?: string;
  /** The format of request bodies. Default JSON. */
  body?: BodyFormat;
  /** How the service refuses, asks to wait and explains errors. */
  policy?: Pick<RequestSpec, 'refusal' | 'retryAfter' | 'hint'>;
  /** How lists are paged. */
  pager?: Pager;
  /** The page of the service's documentation for a route. */
  reference?(route: Route): string;
}
