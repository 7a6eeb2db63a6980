import type { Call } from '../../core/definition/call.js';
import { callContext } from '../../core/definition/param.js';
import { parseBase, percentDecoded } from '../../core/http/url.js';

const WEBHOOK = /^(.*?)\/rest\/(?:api\/)?(\d+)\/([^/?#]+)/;

/**
 * Where the methods of a portal lie: below its webhook, or below `/rest` for an access token. The
 * address may be typed as `portal.bitrix24.com`, or pasted with what follows it.
 */
export function portalAddress(url: string, call: Call): URL {
  const given = url.trim();
  const [, before, user, secret] = WEBHOOK.exec(given) ?? [];
  const root = (before ?? given).replace(/[?#].*$/, '').replace(/(\/rest)?\/*$/, '');
  const base = parseBase(
    /^$|:\/\//.test(root) ? root : `https://${root}`,
    callContext(call, 'url'),
  );
  const path = `${base.pathname.replace(/\/$/, '')}/rest`;
  if (!secret) return new URL(path, base);
  // Who knows it can do all that the webhook may.
  call.redactor.add(secret);
  call.redactor.add(percentDecoded(secret));
  return new URL(`${path}/${user}/${secret}`, base);
}
