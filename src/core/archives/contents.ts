import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { callContext } from '../definition/param.js';
import { whyNotHere } from '../sync/names.js';
import type { Limits } from './limits.js';
import { Links, NO_TARGET } from './links.js';
import { tooDeep } from './listing.js';
import type { Member, ReadPart, Skipped } from './member.js';
import { TreeBuilder, type TreeNode } from './tree.js';

/** A file of an archive in memory. */
export interface FileInMemory {
  from_path: false;
  data: Buffer;
}

/** What is in an archive, as GetArchiveDescriptionStructure describes it. */
export interface ArchiveContents {
  entries: TreeNode<FileInMemory>[];
  skipped?: Skipped[];
}

/** The most that is unpacked into memory, in bytes. */
const LARGEST = 512 * 1024 * 1024;

/** Collects what is in an archive in memory, as a tree that can be packed again. */
export class MemorySink {
  readonly #call: Call;
  readonly #limits: Limits;
  readonly #tree = new TreeBuilder<FileInMemory>();
  readonly #files = new Map<string, Buffer>();
  readonly #links = new Links();
  readonly #skipped: Skipped[] = [];

  constructor(call: Call, limits: Limits) {
    this.#call = call;
    this.#limits = limits;
  }

  async take(member: Member, read: ReadPart): Promise<void> {
    this.#limits.entry();
    const { path, kind } = member;
    if (path === '') return;
    const why =
      member.why ?? whyNotHere(path) ?? (kind === 'other' ? 'it is not a file' : undefined);
    if (why) {
      this.#skipped.push({ path, why });
      return;
    }
    if (kind === 'folder') this.#add(member, Buffer.alloc(0));
    else if (kind === 'file') this.#add(member, await this.#dataOf(member, read));
    else this.#links.add(member);
  }

  async end(): Promise<ArchiveContents> {
    for (const member of this.#links.all) {
      const target = this.#links.targetOf(member.path, (path) => this.#files.has(path));
      if (target === undefined) this.#skipped.push({ path: member.path, why: NO_TARGET });
      else this.#add({ ...member, kind: 'file' }, this.#files.get(target)!);
    }
    return {
      entries: this.#tree.nodes(),
      ...(this.#skipped.length > 0 && { skipped: this.#skipped }),
    };
  }

  async settle(): Promise<void> {}

  #add(member: Member, data: Buffer): void {
    if (member.kind === 'file') this.#files.set(member.path, data);
    if (!this.#tree.add(member, { from_path: false, data })) throw tooDeep(this.#call);
  }

  async #dataOf({ size }: Member, read: ReadPart): Promise<Buffer> {
    this.#limits.expect(size);
    if (this.#limits.size + size > LARGEST) throw this.#tooLarge();
    const parts: Buffer[] = [];
    for (let part = await read(); part; part = await read()) {
      this.#limits.bytes('hole' in part ? part.hole : part.length);
      if (this.#limits.size > LARGEST) throw this.#tooLarge();
      parts.push('hole' in part ? Buffer.alloc(part.hole) : Buffer.from(part));
    }
    return Buffer.concat(parts);
  }

  #tooLarge() {
    const what = ` unpacks to more than ${LARGEST / 2 ** 20} MiB, too much for the memory`;
    const hint = `Unpack it into a folder: set ${this.#call.label('dest')}.`;
    return inputError(callContext(this.#call, 'src'), what, { hint });
  }
}
