import { join } from 'node:path';
import { NotAllowed } from '../access/not-allowed.js';
import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { Batch } from '../files/batch.js';
import type { TargetFile } from '../files/file.js';
import { LocalFolders, makeRoot } from '../sync/local.js';
import { Twins, whyNotHere } from '../sync/names.js';
import type { Limits } from './limits.js';
import { Links, NO_TARGET } from './links.js';
import type { Member, ReadPart, Skipped } from './member.js';
import { Workers } from './workers.js';

/** What was unpacked into a folder. */
export interface Unpacked {
  result: true;
  /** The number of files. */
  files: number;
  /** The number of folders that the archive names. */
  folders: number;
  /** Of all files, in bytes. */
  bytes: number;
  /** What was left out, and why. */
  skipped?: Skipped[];
}

/** Files up to this size, in bytes, are written several at a time. */
const SMALL = 256 * 1024;
const AT_ONCE = 16;

/**
 * Writes what is in an archive below a folder, and never outside of it: no absolute names, no `..`, no
 * links. Where the archive has a link to one of its own files, there will be a copy.
 */
export class FolderSink {
  readonly #call: Call;
  readonly #root: string;
  readonly #limits: Limits;
  readonly #folders: LocalFolders;
  readonly #twins = new Twins();
  readonly #workers = new Workers(AT_ONCE);
  /** The files that are in the folder now, and links to them that wait for the end. */
  readonly #files = new Map<string, Member>();
  readonly #links = new Links();
  readonly #folderTimes: Member[] = [];
  readonly #skipped: Skipped[] = [];
  #folderCount = 0;

  private constructor(call: Call, root: string, limits: Limits) {
    this.#call = call;
    this.#root = root;
    this.#limits = limits;
    this.#folders = new LocalFolders(call, root);
  }

  static async open(call: Call, root: string, limits: Limits): Promise<FolderSink> {
    await makeRoot(call, { path: root, param: 'dest' });
    return new FolderSink(call, root, limits);
  }

  async take(member: Member, read: ReadPart): Promise<void> {
    this.#limits.entry();
    const { path, kind } = member;
    if (path === '') return;
    const why = member.why ?? whyNotHere(path) ?? this.#whyTwin(path);
    if (why) return this.#skip(path, why);
    switch (kind) {
      case 'folder':
        this.#folderCount++;
        this.#folderTimes.push(member);
        await this.#workers.done();
        // The folders above it first.
        await this.#folders.pathOf(`${path}/x`);
        return;
      case 'file':
        return this.#file(member, read);
      case 'hardlink':
      case 'symlink':
        // Its target may come later.
        return this.#links.add(member);
      default:
        return this.#skip(path, 'it is not a file');
    }
  }

  /** Waits for all that is being written, and copies files where there were links. */
  async end(): Promise<Unpacked> {
    await this.#workers.done();
    for (const member of this.#links.all) {
      const target = this.#links.targetOf(member.path, (path) => this.#files.has(path));
      if (target !== undefined) await this.#copy(member, target, this.#files.get(target)!);
      else this.#skip(member.path, NO_TARGET);
    }
    await this.#setTimes();
    return {
      result: true,
      files: this.#files.size,
      folders: this.#folderCount,
      bytes: this.#limits.size,
      ...(this.#skipped.length > 0 && { skipped: this.#skipped }),
    };
  }

  /** Waits for what was begun, after a failure. */
  async settle(): Promise<void> {
    await this.#workers.done().catch(() => {});
  }

  /** The same path again is a newer version of the file; another one may be the same file here. */
  #whyTwin(path: string): string | undefined {
    const other = this.#twins.of(path);
    return other === undefined || other === path ? undefined : `it would replace ${other}`;
  }

  #skip(path: string, why: string): void {
    this.#skipped.push({ path: this.#call.redactor.text(path), why });
  }

  async #file(member: Member, read: ReadPart): Promise<void> {
    this.#limits.expect(member.size);
    const isAgain = this.#files.has(member.path);
    if (isAgain || member.size > SMALL) await this.#workers.done();
    this.#files.set(member.path, member);
    if (member.size > SMALL) return this.#write(member, (target) => this.#stream(target, read));
    const parts: (Buffer | { hole: number })[] = [];
    for (let part = await read(); part; part = await read()) {
      this.#counted(part);
      // A copy: the part belongs to a piece of the archive of half a megabyte.
      parts.push('hole' in part ? part : Buffer.from(part));
    }
    return this.#workers.add(() =>
      this.#write(member, async (target) => {
        for (const part of parts) await put(target, part);
      }),
    );
  }

  #counted<P extends Buffer | { hole: number }>(part: P): P {
    this.#limits.bytes('hole' in part ? part.hole : part.length);
    return part;
  }

  async #stream(target: TargetFile, read: ReadPart): Promise<void> {
    const batch = new Batch(target);
    try {
      for (let part = await read(); part; part = await read()) {
        this.#counted(part);
        if ('hole' in part) {
          await batch.end();
          await target.hole(part.hole);
        } else await batch.add(part);
      }
      await batch.end();
    } finally {
      await batch.settled();
    }
  }

  /** Last, because every new file changes the time of its folder. */
  async #setTimes(): Promise<void> {
    for (const { path, modified } of this.#folderTimes) {
      if (modified === undefined) continue;
      const folder = join(this.#root, path);
      await this.#call.access.files.setModified(folder, modified).catch(() => {});
    }
  }

  async #copy(member: Member, target: string, found: Member): Promise<void> {
    this.#limits.expect(found.size);
    const source = await this.#call.access.files.open(await this.#folders.pathOf(target));
    if (source?.kind !== 'file') return this.#skip(member.path, 'its target was deleted');
    const mode = member.kind === 'hardlink' ? found.mode : (found.mode ?? member.mode);
    this.#files.set(member.path, { ...found, path: member.path });
    await this.#write({ ...member, mode, modified: found.modified }, async (to) => {
      for await (const chunk of source.read()) await put(to, this.#counted(chunk as Buffer));
    });
  }

  async #write(member: Member, fill: (target: TargetFile) => Promise<void>): Promise<void> {
    const { files } = this.#call.access;
    const path = await this.#folders.pathOf(member.path);
    const target = await files.write(path, modeOf(member), true).catch((error) => {
      throw this.#unwritable(error);
    });
    try {
      await fill(target);
    } catch (error) {
      await target.discard();
      throw error;
    }
    await target.commit();
    if (member.modified !== undefined) {
      // A time that the file system does not have is no reason to fail.
      await files.setModified(path, member.modified).catch(() => {});
    }
  }

  #unwritable(error: unknown): unknown {
    if (!(error instanceof InputError) || error instanceof NotAllowed) return error;
    const { method } = this.#call;
    return new InputError({ method, param: 'dest', message: error.message, cause: error });
  }
}

async function put(target: TargetFile, part: Buffer | { hole: number }): Promise<void> {
  if ('hole' in part) await target.hole(part.hole);
  else await target.write(part);
}

/**
 * The permissions of a new file: its owner may always read and write it, others never write it, and it
 * never runs with the rights of its owner.
 */
function modeOf({ mode }: Member): number | undefined {
  return mode === undefined ? undefined : (mode & 0o755) | 0o600;
}
