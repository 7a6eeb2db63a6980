import { join } from 'node:path';
import type { Found } from '../access/files.js';
import { NotAllowed } from '../access/not-allowed.js';
import type { Call } from '../definition/call.js';
import { InputError, OutputError } from '../errors/errors.js';
import type { Choice } from './globs.js';
import { foldersAbove, type Tree } from './tree.js';

/** The param that names the folder on this machine, for messages. */
interface Folder {
  path: string;
  param: string;
}

/**
 * The files below a folder of this machine. A link to a file counts as the file; a link to a folder
 * could lead to endless recursion, and is skipped.
 */
export async function localTree(call: Call, folder: Folder, choice: Choice): Promise<Tree> {
  const tree: Tree = { files: [], folders: [], skipped: [] };
  await walk(call, folder, '', choice, tree);
  return tree;
}

async function walk(
  call: Call,
  folder: Folder,
  at: string,
  choice: Choice,
  tree: Tree,
): Promise<void> {
  const { files } = call.access;
  const here = join(folder.path, at);
  const entries = await files.list(here).catch((cause) => {
    if (cause instanceof NotAllowed) throw cause;
    const message = `cannot read folder ${here}: ${cause.message}`;
    throw new InputError({ method: call.method, param: folder.param, message, cause });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (call.options.signal?.aborted) throw call.aborted();
    const path = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!choice.enters(path)) continue;
      // A folder that matches no pattern may contain files that do.
      if (choice.takes(`${path}/`)) tree.folders.push(path);
      await walk(call, folder, path, choice, tree);
      continue;
    }
    if (!choice.takes(path) || isPart(entry.name)) continue;
    const found = await files.find(join(folder.path, path)).catch(() => undefined);
    if (found?.kind === 'file') {
      const { size, modified, mode } = found;
      tree.files.push({ path, size, modified, mode });
    } else tree.skipped.push({ path, why: whyNot(entry.isSymbolicLink(), found?.kind) });
  }
}

/** A file that another process is still writing. */
function isPart(name: string): boolean {
  return /^\.[\s\S]{0,40}\.[0-9a-f]{8}\.part$/.test(name);
}

/** Why an entry of a folder is not transferred. */
export function whyNot(isLink: boolean, found: Found['kind'] | undefined): string {
  if (!isLink) return 'it is not a file';
  if (!found) return 'it is a dangling link';
  return found === 'folder' ? 'it is a link to a folder' : 'it is a link to a special file';
}

/** Creates a folder for what is saved, with its parents. */
export async function makeRoot(call: Call, { path, param }: Folder): Promise<void> {
  await call.access.files.makeFolder(path, { recursive: true }).catch((cause) => {
    if (cause instanceof NotAllowed) throw cause;
    const message = `cannot create folder ${path}: ${cause.message}`;
    throw new InputError({ method: call.method, param, message, cause });
  });
}

/**
 * Creates folders below a root. A link instead of a folder would redirect its contents to another
 * place: that is an error.
 */
export class LocalFolders {
  readonly #call: Call;
  readonly #root: string;
  readonly #made = new Map<string, Promise<void>>();

  constructor(call: Call, root: string) {
    this.#call = call;
    this.#root = root;
  }

  /** Creates the folders above a file, and returns its path. */
  async pathOf(file: string): Promise<string> {
    for (const folder of foldersAbove(file)) await this.make(folder);
    const path = join(this.#root, file);
    // An existing link would redirect the file to another place.
    await this.#call.access.files.removeLink(path);
    return path;
  }

  make(folder: string): Promise<void> {
    const making = this.#made.get(folder) ?? this.#make(join(this.#root, folder));
    this.#made.set(folder, making);
    return making;
  }

  async #make(path: string): Promise<void> {
    const { files } = this.#call.access;
    try {
      await files.makeFolder(path);
    } catch (cause) {
      const found = await files.findNoFollow(path);
      if (found?.kind === 'folder') return;
      const why = found ? 'it exists and is not a folder' : (cause as Error).message;
      throw new OutputError({ message: `cannot create folder ${path}: ${why}`, cause });
    }
  }
}
