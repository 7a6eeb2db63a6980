import type { Call } from '../../core/definition/call.js';
import { flag } from '../../core/definition/kinds/index.js';
import type { Pager } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { dropboxPath } from './paths.js';
import { type Signed, send } from './wire.js';

export const folderPager: Pager = {
  next: ({ has_more: more, cursor }) => (more === true ? { cursor } : undefined),
  largest: { limit: 2000 },
};

interface Asked extends Signed {
  path: string | undefined;
  detailed: boolean;
  cursor: string | undefined;
}

/** One page of a folder: its first one, or the one after a cursor, which has all the other fields. */
export function folderPage(
  { token, path, detailed, cursor }: Asked,
  call: Call,
  fields: JsonRecord,
): Promise<JsonRecord> {
  const after = fields.cursor ?? cursor;
  if (after !== undefined) {
    return send(call, { token }, 'files/list_folder/continue', { cursor: after });
  }
  return send(call, { token }, 'files/list_folder', {
    path: dropboxPath(path ?? ''),
    ...(detailed && { include_media_info: true, include_has_explicit_shared_members: true }),
    ...fields,
  });
}

export const detailed = flag('Also whether a file is shared, and the size of pictures and videos', {
  option: 'detail',
  default: false,
});
