import type { Call, Effect } from '../../definition/call.js';
import { ResponseError } from '../../errors/errors.js';
import type { RequestSpec } from '../../http/build.js';
import type { Exchange } from '../../http/message.js';
import { readAccepted } from '../../http/read-accepted.js';
import { exchange } from '../../http/request.js';
import { serviceAddress } from '../../http/url.js';
import { isRecord, type JsonRecord } from '../../util/is-record.js';
import { refusalOf } from './refusal.js';
import type { OAuthVendor } from './vendor.js';

/** The fields of a request, by their names in the RFCs. */
export type OAuthFields = Readonly<Record<string, string | undefined>>;

/** The fields that are not secret. All others are masked. */
const OPEN = new Set([
  'grant_type',
  'client_id',
  'scope',
  'redirect_uri',
  'device_id',
  'device_name',
]);

/** The maximum size of a response in bytes. */
const LARGEST = 1024 * 1024;

/** Whether the request is retried after a failure. Codes and rotating tokens work only once. */
export interface Asking {
  effect: Effect;
}

/** Sends a request to an OAuth server. Secrets in the request and the response are masked. */
export async function askServer(
  call: Call,
  vendor: OAuthVendor,
  endpoint: string,
  fields: OAuthFields,
  { effect }: Asking,
): Promise<JsonRecord> {
  for (const [name, value] of Object.entries(fields)) {
    if (!OPEN.has(name)) call.redactor.add(value);
  }
  const spec = requestOf(call, vendor, fields);
  const url = addressOf(call, endpoint);
  const found = await exchange(call, vendor.verb ?? 'POST', url, spec, readAnswer, effect);
  if (isRecord(found)) return found;
  throw new ResponseError({
    method: call.method,
    message: 'the OAuth server did not return a JSON object',
  });
}

function requestOf(call: Call, vendor: OAuthVendor, fields: OAuthFields): RequestSpec {
  const policy = { stays: true, refusal: refusalOf(vendor, fields.grant_type ?? '') };
  const { client_id: id, client_secret: secret, ...others } = fields;
  const isBasic = vendor.client === 'basic' && id !== undefined && secret !== undefined;
  const authorization = isBasic ? `Basic ${basic(call, id, secret)}` : undefined;
  const sent = Object.entries(isBasic ? others : fields).filter(([, value]) => value !== undefined);
  if (vendor.verb === 'GET') return { ...policy, query: Object.fromEntries(sent) };
  return {
    ...policy,
    body: new URLSearchParams(sent as [string, string][]).toString(),
    ownHeaders: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization && { authorization }),
    },
  };
}

/** Both parts are encoded first (RFC 6749, section 2.3.1), because they may contain a colon. */
function basic(call: Call, id: string, secret: string): string {
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  const both = Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString('base64');
  call.redactor.add(both);
  return both;
}

/** `baseUrl` replaces the server of an endpoint, not its path. */
export function addressOf(call: Call, endpoint: string): URL {
  const { origin, pathname } = new URL(endpoint);
  return new URL(`${serviceAddress(call, origin)}${pathname}`);
}

function readAnswer(exchange: Exchange): Promise<unknown> {
  const { redactor } = exchange.call;
  return readAccepted(exchange, undefined, {
    largest: LARGEST,
    learn(found) {
      if (!isRecord(found)) return;
      for (const name of ['access_token', 'refresh_token', 'id_token', 'device_code']) {
        const value = found[name];
        if (typeof value === 'string') redactor.add(value);
      }
    },
  });
}
