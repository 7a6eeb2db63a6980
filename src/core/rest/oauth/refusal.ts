import type { Call } from '../../definition/call.js';
import type { RequestPolicy } from '../../http/message.js';
import type { Refusal } from '../../http/refusal.js';
import { cut } from '../../util/cut.js';
import { hintTable } from '../hints.js';
import { GRANTS, type OAuthRefusal, type OAuthVendor } from './vendor.js';

/** The maximum length of an error code. */
const LONGEST_CODE = 100;

/** Reads the error of an OAuth server, `{"error": "CODE", "error_description": "…"}`, with any status. */
export function refusalOf(vendor: OAuthVendor, grant: string): RequestPolicy['refusal'] {
  return (body, _status, call): Refusal | undefined => {
    const refused = vendor.refusal?.(body) ?? inStandardForm(body);
    if (!refused) return undefined;
    const { reason, message } = refused;
    const hint = vendor.hint?.(reason, call) ?? hintFor(reason, grant, vendor, call);
    return { reason: cut(reason, LONGEST_CODE), message, hint };
  };
}

function inStandardForm({
  error,
  error_description: words,
}: Readonly<Record<string, unknown>>): OAuthRefusal | undefined {
  if (typeof error !== 'string' || error === '') return undefined;
  return { reason: error, message: typeof words === 'string' ? words : undefined };
}

const NEW_CONSENT = 'Open the authorization link again to get new ones.';

/** What to do if the server refuses the grant itself. */
const REFUSED_GRANTS: Readonly<Record<string, string>> = {
  [GRANTS.code]:
    'The code has expired, was used already, or belongs to another client or redirect URI. A code works once, and only for a short time: open the authorization link again to get a new one.',
  [GRANTS.refresh]: `The refresh token has expired, was revoked, or was replaced by a newer one. ${NEW_CONSENT}`,
  [GRANTS.device]: 'The device code has expired or was used already. Get a new one.',
  [GRANTS.assertion]:
    'Check that the clock of this machine is right, and that the service account and its key still exist.',
};

const hintOf = hintTable({
  access_denied: 'The user denied access, or the settings of the application do not allow it.',
  authorization_pending: 'The user has not entered the code yet. Call again afterwards.',
  expired_token: REFUSED_GRANTS[GRANTS.device]!,
  invalid_scope: 'Check the scopes: one is unknown, or the application is not allowed to use it.',
  slow_down: 'The server was asked too often. Wait a little longer between two calls.',
  unauthorized_client:
    'The application is not allowed to get tokens with this grant. Check its settings.',
  unsupported_grant_type: 'The server does not support this grant. Check the address.',
});

function hintFor(
  reason: string,
  grant: string,
  { device }: OAuthVendor,
  call: Call,
): string | undefined {
  if (reason === 'invalid_client') return `Check ${namesOfClient(call)}.`;
  // The second code is Yandex's.
  if (reason !== 'invalid_grant' && reason !== 'bad_verification_code') return hintOf(reason);
  return REFUSED_GRANTS[grant === device?.grantType ? GRANTS.device : grant];
}

/** The client's params, if this method has them. */
function namesOfClient(call: Call): string {
  const named = ['clientId', 'clientSecret'].filter((key) => Object.hasOwn(call.params, key));
  if (named.length > 0) return named.map((key) => call.label(key)).join(' and ');
  return 'the client ID and the client secret';
}
