import type { Call } from '../../core/definition/call.js';
import { hintTable } from '../../core/rest/hints.js';

const TASKS = 'Check that the IDs are right, and that the user may do this with the task.';

/** Params are in braces. */
const hintOf = hintTable({
  ACCESS_DENIED:
    'The user may not do this, or the plan of the portal has no REST API: that takes a commercial one.',
  ERROR_BATCH_METHOD_NOT_ALLOWED: 'Call this method by itself.',
  ERROR_CORE: TASKS,
  ERROR_METHOD_NOT_FOUND:
    'The portal has no such method: its edition or plan lacks it, or the scope of the webhook or application does.',
  INVALID_CREDENTIALS:
    'Check the webhook or {token}: it may be deleted, or its user may not do this.',
  INVALID_REQUEST: 'Check the address: Bitrix24 takes https:// only.',
  NO_AUTH_FOUND: 'Give the address of a webhook as {url}, or an access token as {token}.',
  OVERLOAD_LIMIT: 'Bitrix24’s support has blocked the REST API of this portal: ask there.',
  PORTAL_DELETED: 'The portal is closed or deleted: check {url}.',
  QUERY_LIMIT_EXCEEDED:
    'Bitrix24 takes two requests a second for long, from one address of the network. Try again later, or use Batch.',
  expired_token:
    'An access token is good for an hour: get another one with RefreshToken and give it as {token}.',
  insufficient_scope:
    'Add the scope to the webhook or application (crm, task, disk, im, calendar, user, log …).',
  invalid_client: 'Check {clientId} and {clientSecret}: the application’s settings show them.',
  invalid_grant:
    'A code is good for 30 seconds and a refresh token for one use: open the link of GetAppAuthLink again.',
  invalid_token: 'Check {token}: it may belong to another portal or to a deleted application.',
  user_access_error: 'The administrator lets only some users use the application: ask for access.',
});

export function hintFor(reason: string, call: Call): string | undefined {
  return hintOf(reason)?.replace(/\{(\w+)\}/g, (_, key: string) => call.label(key));
}
