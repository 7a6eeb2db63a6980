import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { Choice } from '../../core/sync/globs.js';
import type { Tree, TreeFile } from '../../core/sync/tree.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { withoutEnd } from '../../core/util/without-end.js';
import { urlOf } from './names.js';
import { objectPages } from './pages.js';
import { send } from './send.js';
import type { Basic } from './settings.js';
import type { ObjectList, StoredObject } from './types.js';

/** A folder in a bucket: all objects whose names start with the prefix. */
export interface BucketFolder {
  basic: Basic;
  bucket: string;
  /** Empty, or with a slash at its end. */
  prefix: string;
  pathStyle: boolean;
  headers: JsonRecord | undefined;
}

export interface RemoteFile extends TreeFile {
  etag: string | undefined;
}

/** The prefix of a folder, however the caller wrote it. */
export function folderPrefix(text: string | undefined): string {
  const bare = withoutEnd(text ?? '', '/');
  return bare === '' ? '' : `${bare}/`;
}

/** The objects in a folder of a bucket. An object whose name ends with a slash is a folder. */
export async function remoteTree(
  call: Call,
  folder: BucketFolder,
  choice: Choice,
): Promise<Tree<RemoteFile>> {
  const tree: Tree<RemoteFile> = { files: [], folders: [], skipped: [] };
  for await (const { Key, Size, LastModified, ETag } of objectsIn(call, folder)) {
    const path = Key.slice(folder.prefix.length);
    if (path === '' || !choice.takes(path)) continue;
    if (path.endsWith('/')) tree.folders.push(path.slice(0, -1));
    else {
      const time = Date.parse(LastModified ?? '');
      const modified = Number.isNaN(time) ? undefined : time;
      tree.files.push({ path, size: Number(Size ?? 0), modified, etag: ETag });
    }
  }
  return tree;
}

async function* objectsIn(
  call: Call,
  { basic, bucket, prefix, pathStyle, headers }: BucketFolder,
): AsyncGenerator<StoredObject> {
  let next: Readonly<Record<string, string | undefined>> | undefined = {};
  while (next) {
    const place: typeof next = next;
    const query = { 'list-type': '2', 'encoding-type': 'url', ...(prefix && { prefix }), ...place };
    const url = urlOf(basic, { bucket, pathStyle }, query);
    const sending = { method: 'GET', url, headers, root: 'ListBucketResult' };
    // Starting a long list again would cost more than a retry.
    const later = Object.keys(place).length > 0 && ({ effect: 'read' } as const);
    const answer = await send<ObjectList>(call, basic, { ...sending, ...later });
    yield* answer.response.ListBucketResult.Contents;
    next = objectPages.next(answer, place);
    if (next && JSON.stringify(next) === JSON.stringify(place)) {
      throw new ResponseError({
        method: call.method,
        message: 'the server returned the same page of the list twice',
      });
    }
  }
}
