import type { IncomingMessage } from 'node:http';
import {
  bearerOf,
  foreign,
  type GateSettings,
  isSame,
  type Refusal,
  type Shared,
} from '../serving/gate.js';

export interface HttpSettings extends GateSettings {
  /** Required in every request, as `Authorization: Bearer …`. */
  token: string;
}

export const PATH = '/mcp';

/** The methods and headers of the protocol. */
export const SHARED: Shared = {
  methods: ['GET', 'POST', 'DELETE'],
  headers: 'authorization, content-type, accept, mcp-session-id, mcp-protocol-version',
  exposed: 'mcp-session-id, mcp-protocol-version, www-authenticate',
};

/** Why a request is refused, if it is: for where it comes from, then for its path and its token. */
export function refusal(message: IncomingMessage, http: HttpSettings): Refusal | undefined {
  const { headers, url = '', method = '' } = message;
  const isForeign = foreign(message, http);
  if (isForeign) return isForeign;
  if (url.split('?')[0]!.replace(/(?<=.)\/$/, '') !== PATH)
    return { status: 404, message: `not found: the endpoint is ${PATH}` };
  // Browsers send it without the token.
  if (method === 'OPTIONS') return undefined;
  if (!SHARED.methods.includes(method)) {
    const allow = [...SHARED.methods, 'OPTIONS'].join(', ');
    return { status: 405, message: 'the method is not allowed', headers: { allow } };
  }
  if (isSame(bearerOf(headers), http.token)) return undefined;
  const message401 = 'the token is missing or wrong';
  return { status: 401, message: message401, headers: { 'www-authenticate': 'Bearer' } };
}
