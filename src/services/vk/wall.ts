import type { Call } from '../../core/definition/call.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { Auth } from './auth.js';
import { oneOrZero } from './fields.js';
import { send } from './wire.js';

interface Post {
  text: string | undefined;
  /** Such as `photo-1_2`, and a link. */
  attachments: readonly (string | undefined)[];
  advertisement: boolean;
}

/** Publishes a post: on the wall of the community in its name, or of the user. */
export function publish(
  call: Call,
  auth: Auth,
  { text, attachments, advertisement }: Post,
): Promise<JsonRecord> {
  const isCommunity = auth.owner?.startsWith('-') === true;
  const each = attachments.map((one) => one?.trim()).filter(Boolean);
  return send(call, { auth }, 'wall.post', {
    owner_id: auth.owner,
    from_group: isCommunity ? oneOrZero(auth.fromGroup) : undefined,
    message: text,
    attachments: each.length > 0 ? each.join(',') : undefined,
    mark_as_ads: oneOrZero(advertisement),
  });
}
