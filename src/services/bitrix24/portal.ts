import type { Call } from '../../core/definition/call.js';
import { callContext } from '../../core/definition/param.js';
import { parseBase, percentDecoded } from '../../core/http/url.js';
import { withoutEnd } from '../../core/util/without-end.js';

const WEBHOOK = /^(.*?)\/rest\/(?:api\/)?(\d+)\/([^/?#]+)/;

/**
 * Base address of a portal's methods: its webhook, or `/rest` for an access token. The address may
 * be just `portal.bitrix24.com`, or be pasted with a method and a query.
 */
export function portalAddress(url: string, call: Call): URL {
  const given = url.trim();
  const [, before, user, secret] = WEBHOOK.exec(given) ?? [];
  const root = withoutEnd((before ?? given).replace(/[?#].*$/s, ''), '/').replace(/\/rest$/, '');
  const base = parseBase(
    /^$|:\/\//.test(root) ? root : `https://${root}`,
    callContext(call, 'url'),
  );
  const path = `${base.pathname.replace(/\/$/, '')}/rest`;
  if (!secret) return new URL(path, base);
  // With the secret, anyone can do what the webhook can.
  call.redactor.add(secret);
  call.redactor.add(percentDecoded(secret));
  return new URL(`${path}/${user}/${secret}`, base);
}
