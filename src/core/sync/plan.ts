import type { Tree, TreeFile } from './tree.js';

/** What must be done so that the target has the files of the source. */
export interface Plan<F extends TreeFile = TreeFile> {
  copy: F[];
  /** The paths to delete in the target. */
  remove: string[];
  /** The number of files that are the same on both sides. */
  same: number;
}

interface Comparing<F extends TreeFile, T extends TreeFile> {
  /** Deletes files that the source does not have. */
  remove: boolean;
  /** True if two files of the same size have the same contents. By default, the times decide. */
  isSame?: ((from: F, to: T) => Promise<boolean>) | undefined;
}

/** Compares two trees. The source decides. */
export async function planOf<F extends TreeFile, T extends TreeFile>(
  source: Tree<F>,
  target: Tree<T>,
  { remove, isSame = async (from, to) => isNotNewer(from, to) }: Comparing<F, T>,
): Promise<Plan<F>> {
  const there = new Map(target.files.map((file) => [file.path, file]));
  const plan: Plan<F> = { copy: [], remove: [], same: 0 };
  for (const file of source.files) {
    const old = there.get(file.path);
    there.delete(file.path);
    if (old && old.size === file.size && (await isSame(file, old))) plan.same++;
    else plan.copy.push(file);
  }
  if (!remove) return plan;
  // What could not be read is not known to be gone.
  const unknown = source.skipped.map(({ path }) => path);
  plan.remove = [...there.keys()].filter(
    (path) => !unknown.some((one) => path === one || path.startsWith(`${one}/`)),
  );
  return plan;
}

/** Servers and file systems store fractions of a second differently. */
const SECOND = 1000;

function isNotNewer({ modified: from }: TreeFile, { modified: to }: TreeFile): boolean {
  if (from === undefined || to === undefined) return false;
  return Math.floor(from / SECOND) <= Math.floor(to / SECOND);
}

/** The plan for a dry run, a line for each file. */
export function planLines(
  { copy, remove }: Plan,
  verb: 'upload' | 'save',
  where: (path: string) => string,
): string {
  const lines = [
    ...copy.map(({ path, size }) => `${verb} ${shown(path)} (${size} bytes)`),
    ...remove.map((path) => `delete ${shown(where(path))}`),
  ];
  return lines.length === 0 ? 'nothing to do' : lines.join('\n');
}

/** Control characters in a foreign name could change what a terminal shows. */
function shown(path: string): string {
  return /[\p{Cc}\p{Cf}]/u.test(path) ? JSON.stringify(path) : path;
}
