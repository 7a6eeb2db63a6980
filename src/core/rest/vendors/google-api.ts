import type { Call } from '../../definition/call.js';
import type { RequestSpec } from '../../http/build.js';
import type { Refusal } from '../../http/refusal.js';
import { isRecord, type JsonRecord } from '../../util/is-record.js';
import type { Pager } from '../pager.js';
import { GOOGLE_SCOPES, type GoogleService } from './google.js';

/** Reasons that mean "slow down", with status 403. */
const TOO_FAST = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'RATE_LIMIT_EXCEEDED']);

/** How a Google API refuses: `{"error": {"code", "message", "status", "errors": [{"reason"}]}}`. */
export function googlePolicy(
  service: GoogleService,
  hints: Readonly<Record<string, string>> = {},
): Pick<RequestSpec, 'refusal'> {
  return {
    refusal({ error }, status, call): Refusal | undefined {
      if (!isRecord(error)) return undefined;
      const reasons = reasonsOf(error);
      const known = { ...hintsOf(service, call), ...hints };
      const hinted = reasons.find((reason) => Object.hasOwn(known, reason));
      return {
        reason: reasons[0],
        message: typeof error.message === 'string' ? error.message : undefined,
        status: reasons.some((reason) => TOO_FAST.has(reason)) ? 429 : status,
        hint: hinted && known[hinted],
      };
    },
  };
}

/** The codes of an error, most specific first: newer APIs have them in `details` and `status`. */
function reasonsOf({ errors, details, status }: JsonRecord): string[] {
  const lists = [details, errors].flatMap((list) => (Array.isArray(list) ? list : []));
  const reasons = lists.map((one) => (isRecord(one) ? one.reason : undefined));
  return [...reasons, status].filter((one): one is string => typeof one === 'string' && one !== '');
}

function hintsOf(service: GoogleService, call: Call): Readonly<Record<string, string>> {
  const shared =
    'Check the IDs. A service account has access only to what is shared with its email address.';
  const scope = `The token was issued without the scope ${GOOGLE_SCOPES[service]}. Get a new one with it.`;
  const disabled = 'Enable the API for the project in the Google Cloud console.';
  const quota = 'The quota of the project is used up: see it in the Google Cloud console.';
  const expired = `Check ${call.label('token')}: access tokens expire after an hour. RefreshToken gets a new one.`;
  const denied = 'The account of the token has no permission for this. Ask the owner for it.';
  const slow = 'Google limits the rate of requests. Try again later.';
  return {
    notFound: shared,
    NOT_FOUND: shared,
    ACCESS_TOKEN_SCOPE_INSUFFICIENT: scope,
    insufficientPermissions: scope,
    accessNotConfigured: disabled,
    SERVICE_DISABLED: disabled,
    dailyLimitExceeded: quota,
    quotaExceeded: quota,
    authError: expired,
    UNAUTHENTICATED: expired,
    rateLimitExceeded: slow,
    userRateLimitExceeded: slow,
    RATE_LIMIT_EXCEEDED: slow,
    forbidden: denied,
    insufficientFilePermissions: denied,
    PERMISSION_DENIED: denied,
  };
}

/** Lists have page tokens. `largest` asks for the largest page. */
export function googlePager(largest: Pager['largest'] = {}): Pager {
  return {
    next: ({ nextPageToken: pageToken }) => (pageToken ? { pageToken } : undefined),
    largest,
  };
}
