import type { IncomingMessage } from 'node:http';
import type { JsonRecord } from '../core/util/is-record.js';
import type { Offered } from '../serving/catalogue.js';
import { type Body, valuesOf } from './body.js';
import type { Calls } from './calls.js';
import { Refused } from './problem.js';

/** What a request is for: a call, or the description of all calls. */
export type Route =
  | {
      /** As the log shows it. */
      name: string;
      offered: Offered;
      /** The values in the address, for GET. */
      query?: Body;
    }
  | { name: string; description: { service: string | undefined } };

/**
 * Reads the address of a request: the last two parts of its path are the service and the method.
 *
 * @throws {Refused} It is for nothing that this server offers.
 */
export function routeOf(message: IncomingMessage, calls: Calls, { get }: { get: boolean }): Route {
  const { method = '', url = '' } = message;
  const [path = '', search = ''] = split(url);
  if (!path.startsWith('/')) throw new Refused(400, 'the address must begin with a slash');
  if (path === '/openapi.json' && method === 'GET') {
    const service = new URLSearchParams(search).get('service') ?? undefined;
    return { name: path, description: { service } };
  }
  if (method !== 'POST' && method !== 'GET') throw notAllowed();
  const parts = path.split('/').filter(Boolean);
  const [service, name] = parts.slice(-2).map(decoded);
  if (service === undefined || name === undefined) {
    throw new Refused(404, 'the path must end in the names of a service and a method');
  }
  const offered = calls.find(service, name);
  const title = `${offered.service} ${offered.manifest.name}`;
  if (method === 'POST') return { name: title, offered };
  if (!get || calls.effect(offered) !== 'read') throw notAllowed();
  return { name: title, offered, query: inQuery(valuesOf(new URLSearchParams(search))) };
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, 'the path is not valid');
  }
}

function notAllowed(): Refused {
  return new Refused(405, 'the HTTP method is not allowed: send a POST request', { allow: 'POST' });
}

function inQuery(values: JsonRecord): Body {
  return { values, uploads: [], remove: async () => {} };
}
