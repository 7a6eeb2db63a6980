import { posix } from 'node:path';
import type { Member } from './member.js';

export const NO_TARGET = 'it is a link to what is not a file in the archive';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** The links of an archive, which are followed only inside of it. */
export class Links {
  readonly #links = new Map<string, Member>();

  add(member: Member): void {
    this.#links.set(member.path, member);
  }

  /** By their paths: a later one replaces an earlier one. */
  get all(): Iterable<Member> {
    return this.#links.values();
  }

  /** The file that a link leads to, perhaps through other links. */
  targetOf(path: string, isFile: (path: string) => boolean): string | undefined {
    let at: string | undefined = path;
    for (let count = 0; at !== undefined && count < MOST_LINKS; count++) {
      const link = this.#links.get(at);
      if (!link) return isFile(at) ? at : undefined;
      at = nextOf(link);
    }
    return undefined;
  }
}

/** `undefined` if it leads out of the archive. */
function nextOf({ path, kind, link = '' }: Member): string | undefined {
  if (link.startsWith('/')) return undefined;
  const from = kind === 'symlink' ? posix.dirname(path) : '.';
  const found = posix.normalize(posix.join(from, link));
  return found.startsWith('../') || found === '..' ? undefined : found;
}
