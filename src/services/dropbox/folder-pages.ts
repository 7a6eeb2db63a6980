import type { Call } from '../../core/definition/call.js';
import { flag, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { type Pager, paged, rowsAt } from '../../core/rest/pager.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { dropboxPath } from './paths.js';
import { type Signed, send, token } from './wire.js';

const folderPager: Pager = {
  next: ({ has_more: more, cursor }) => (more === true ? { cursor } : undefined),
  largest: { limit: 2000 },
};

interface Asked extends Signed {
  path: string | undefined;
  detailed: boolean;
  cursor: string | undefined;
}

/** One page of a folder: its first one, or the one after a cursor, which has all the other fields. */
function folderPage(
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

/**
 * Lists the files and folders in a folder.
 *
 * @see https://www.dropbox.com/developers/documentation/http/documentation#files-list_folder
 */
export const getListOfFolderFiles = method(
  'dropbox',
  'GetListOfFolderFiles',
  paged({
    effect: 'read',
    params: {
      token,
      path: text('Folder; by default, the root', { optional: true, example: '/Reports' }),
      detailed,
      cursor: text('Cursor of an earlier result: lists what comes after it', { optional: true }),
    },
    address: 'https://api.dropboxapi.com',
    pager: folderPager,
    rows: rowsAt('entries'),
    page: folderPage,
  }),
);
