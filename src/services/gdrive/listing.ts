import type { Call } from '../../core/definition/call.js';
import { text } from '../../core/definition/kinds/index.js';
import { ResponseError } from '../../core/errors/errors.js';
import { everyRow, rowsAt } from '../../core/rest/pager.js';
import type { Fields } from '../../core/rest/route.js';
import { googlePager } from '../../core/rest/vendors/google-api.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { FOLDER } from './fields.js';
import { type Signed, send } from './wire.js';

const filesIn: (page: JsonRecord) => readonly JsonRecord[] = rowsAt('files');
export const list = { pager: googlePager({ pageSize: 1000 }), rows: filesIn };

/** The fields of each file: all of them would make Google ten times slower. */
const FIELDS = [
  ...['id', 'name', 'mimeType', 'description', 'parents', 'driveId', 'size', 'md5Checksum'],
  ...['createdTime', 'modifiedTime', 'webViewLink', 'owners', 'shortcutDetails', 'starred'],
];

export const name = text('Beginning of a word in the name', {
  option: 'query',
  optional: true,
  example: 'report',
});
export const sharedDrive = text(
  'Shared drive ID, or all; by default what the user owns, opened or was given',
  { option: 'shared', optional: true, example: '0ABc9DEFghIJKUk9PVA' },
);

/** What a list is limited to. */
interface Wanted extends Signed {
  isFolder: boolean;
  name: string | undefined;
  /** IDs of folders. */
  catalogs?: readonly string[];
  sharedDrive: string | undefined;
}

/** One page of the files or folders that are not in the trash. */
export async function page(wanted: Wanted, call: Call, more: Fields): Promise<JsonRecord> {
  const { token, sharedDrive: drive } = wanted;
  const found = await send(call, { token }, 'GET /files', {
    q: queryOf(wanted),
    fields: `nextPageToken,incompleteSearch,files(${FIELDS.join()})`,
    includeItemsFromAllDrives: true,
    ...(drive === 'all' && { corpora: 'allDrives' }),
    ...(drive !== undefined && drive !== 'all' && { corpora: 'drive', driveId: drive }),
    ...more,
  });
  if (found.incompleteSearch !== true) return found;
  throw new ResponseError({
    method: call.method,
    message: 'Google did not search all shared drives',
    hint: `Choose one of them: ${call.label('sharedDrive')}.`,
  });
}

function queryOf({ isFolder, name, catalogs = [] }: Wanted): string {
  const terms = [`mimeType ${isFolder ? '=' : '!='} ${quoted(FOLDER)}`, 'trashed = false'];
  if (name) terms.push(`name contains ${quoted(name)}`);
  const parents = catalogs.map((catalog) => `${quoted(catalog)} in parents`);
  if (parents.length > 0)
    terms.push(parents.length > 1 ? `(${parents.join(' or ')})` : parents[0]!);
  return terms.join(' and ');
}

function quoted(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/** The folders of one search for files: its text must not become too long. */
const TOGETHER = 40;

/** The page with all files of each folder, as `files` of the folder. */
export async function withFiles(
  { token, sharedDrive }: Omit<Wanted, 'isFolder'>,
  call: Call,
  found: JsonRecord,
): Promise<JsonRecord> {
  const folders = filesIn(found);
  const filesOf = new Map(folders.map(({ id }) => [String(id), [] as JsonRecord[]]));
  const ids = [...filesOf.keys()];
  for (let at = 0; at < ids.length; at += TOGETHER) {
    const catalogs = ids.slice(at, at + TOGETHER);
    const wanted = { token, sharedDrive, isFolder: false, name: undefined, catalogs };
    const files = everyRow(call, list, (next) => page(wanted, call, next));
    for await (const file of files) {
      const parents = Array.isArray(file.parents) ? file.parents : [];
      for (const parent of parents) filesOf.get(String(parent))?.push(file);
    }
  }
  const files = folders.map((folder) => ({ ...folder, files: filesOf.get(String(folder.id)) }));
  return { ...found, files };
}
