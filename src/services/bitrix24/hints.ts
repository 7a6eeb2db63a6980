import type { Call } from '../../core/definition/call.js';
import { hintTable } from '../../core/rest/hints.js';

const TASKS = 'Check the IDs, and check that the user has permission to do this with the task.';

/** Params stand in braces. */
const hintOf = hintTable({
  ACCESS_DENIED:
    'The user has no permission for this, or the portal has no commercial plan, which the REST API needs.',
  ERROR_BATCH_METHOD_NOT_ALLOWED: 'Call this method on its own, not in a batch.',
  ERROR_CORE: TASKS,
  ERROR_METHOD_NOT_FOUND:
    'The portal has no such method. Check its edition and plan, and the scope of the webhook or application.',
  INVALID_CREDENTIALS:
    'Check the webhook or {token}: it may have been deleted, or its user may have no permission.',
  INVALID_REQUEST: 'Check the address: Bitrix24 accepts only https://.',
  NO_AUTH_FOUND: 'Pass a webhook address as {url}, or an access token as {token}.',
  OVERLOAD_LIMIT: 'Bitrix24 has blocked the REST API of this portal. Contact Bitrix24 support.',
  PORTAL_DELETED: 'The portal was closed or deleted. Check {url}.',
  QUERY_LIMIT_EXCEEDED:
    'Bitrix24 accepts about two requests per second from one IP address. Try again later, or use Batch.',
  expired_token:
    'An access token expires after an hour. Get a new one with RefreshToken and pass it as {token}.',
  insufficient_scope:
    'Add the scope to the webhook or application (crm, task, disk, im, calendar, user, log …).',
  invalid_client: 'Check {clientId} and {clientSecret} in the settings of the application.',
  invalid_grant:
    'A code expires after 30 seconds, and a refresh token works once. Open the link from GetAppAuthLink again.',
  invalid_token: 'Check {token}: it may belong to another portal or to a deleted application.',
  user_access_error:
    'Only some users have access to the application. Ask the administrator for access.',
});

export function hintFor(reason: string, call: Call): string | undefined {
  return hintOf(reason)?.replace(/\{(\w+)\}/g, (_, key: string) => call.label(key));
}
