import { setImmediate } from 'node:timers/promises';
import { ResponseError } from '../../core/errors/errors.js';
import { join } from '../../core/sync/remote-path.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { escaped } from './charset.js';
import { isReason } from './errors.js';
import { type Listed, listedOn } from './list-lines.js';
import { climbs, shown } from './paths.js';
import type { Remote } from './remote.js';
import { receive } from './transfer.js';
import type { FtpObject } from './types.js';

/** The largest list of one folder, in bytes. */
const LARGEST_LIST = 128 * 1024 * 1024;

/** The objects in a folder, sorted by name; recursively, folders contain theirs. */
export async function listObjects(
  remote: Remote,
  path: string,
  recursive: boolean,
): Promise<FtpObject[]> {
  const objects = await listFolder(remote, path);
  if (!recursive) return objects;
  // Not by recursion: a server decides how deep its folders are.
  const waiting = objects.filter(isEntered);
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    folder.objects = await listFolder(remote, folder.path);
    waiting.push(...folder.objects.filter(isEntered));
    if (folder.path.length > DEEPEST) throw tooDeep(remote, folder.path);
  }
  return objects;
}

/** The longest path: a server could list a folder in itself without end. */
const DEEPEST = 4096;

function tooDeep({ call }: Remote, path: string): ResponseError {
  const message = `the folders on the server are nested too deep: ${path.slice(0, 200)}…`;
  return new ResponseError({ method: call.method, message });
}

/** Links are not followed, and a name that leads out of its folder is not entered. */
function isEntered({ is_directory, is_symlink, name, name_encoding }: FtpObject): boolean {
  return is_directory && !is_symlink && name_encoding === undefined && !climbs(name);
}

/** The objects in one folder. */
export async function listFolder(remote: Remote, path: string): Promise<FtpObject[]> {
  const listed =
    remote.features.has('MLST') || remote.features.has('MLSD')
      ? await machineList(remote, path)
      : await plainList(remote, path);
  return listed
    .map(({ name, ...rest }) => ({ name, path: join(path, name), ...rest }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function machineList(remote: Remote, path: string): Promise<Make[]> {
  try {
    return await list(remote, 'MLSD', path);
  } catch (error) {
    // Announced, but not for this folder or not at all.
    if (!isReason(error, 'NOT_SUPPORTED', 'BAD_COMMAND')) throw error;
    return plainList(remote, path);
  }
}

/** A server may take a path for a pattern or an option, so its folder is entered first. */
async function plainList(remote: Remote, path: string): Promise<Make[]> {
  const inside = path !== '' && path !== '.';
  const before = inside ? await remote.current() : '';
  if (inside) await remote.enter(path);
  try {
    return await list(remote, 'LIST -a', '').catch((error) => {
      if (!isReason(error, 'NO_SUCH_FILE', 'FAILURE', 'BAD_COMMAND', 'NOT_SUPPORTED')) throw error;
      return list(remote, 'LIST', '');
    });
  } finally {
    if (inside && !remote.task.failure) await remote.enter(before);
  }
}

async function list(remote: Remote, command: string, path: string): Promise<Make[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  await remote.transfer(command, path, (socket) =>
    receive(remote, socket, async (more) => {
      for (const chunk of more) {
        chunks.push(chunk);
        size += chunk.length;
      }
      if (size > LARGEST_LIST) throw tooLarge(remote, path);
    }),
  );
  return objectsIn(remote, Buffer.concat(chunks));
}

/** Lines that are read without a pause: the event loop must not stop for a long list. */
const LINES = 1000;

async function objectsIn(remote: Remote, bytes: Buffer): Promise<Make[]> {
  const now = new Date();
  const found: Make[] = [];
  let bad: string | undefined;
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    const next = bytes.indexOf(LINE_FEED, at);
    const end = next < 0 ? bytes.length : next;
    const line = bytes.toString('latin1', at, end);
    at = end + 1;
    const one = listedOn(line, remote.parseList, now);
    if (one === undefined) bad ??= line;
    else if (one && one.name !== '.' && one.name !== '..') found.push(makeOf(remote, one));
    if (++count % LINES === 0) await setImmediate();
  }
  if (found.length === 0 && bad !== undefined) throw unreadableList(remote, bad);
  return found;
}

const LINE_FEED = 10;

function tooLarge({ call }: Remote, path: string): ResponseError {
  const message = `the list of ${shown(path)} is larger than ${LARGEST_LIST / 1024 / 1024} MiB`;
  return new ResponseError({ method: call.method, message });
}

function unreadableList({ call }: Remote, line: string): ResponseError {
  const message = `the server's list has an unknown format: "${escaped(line.trimEnd().slice(0, 100))}"`;
  return new ResponseError({ method: call.method, message: call.redactor.text(message) });
}

/** An object without its path. */
type Make = Omit<FtpObject, 'path' | 'objects'>;

function makeOf(remote: Remote, one: Listed): Make {
  const known = remote.text(one.name);
  return {
    name: known ?? escaped(one.name),
    is_directory: one.isFolder,
    is_symlink: one.isLink,
    size: one.size,
    modified: one.modified,
    symlink_path: remote.text(one.link) ?? escaped(one.link),
    list_string: remote.text(one.line) ?? escaped(one.line),
    ...(known === undefined && { name_encoding: 'escaped' as const }),
  };
}

/** Rows for a table: all objects, each folder before its contents. */
export function flat(objects: readonly FtpObject[]): JsonRecord[] {
  return objects.flatMap(({ objects: inside = [], ...own }) => [{ ...own }, ...flat(inside)]);
}
