import { Twins, whyNotHere } from './names.js';
import { foldersAbove, type Tree, type TreeFile } from './tree.js';

/** The same tree without what cannot be written on this machine, which is skipped. */
export function writable<F extends TreeFile>(tree: Tree<F>): Tree<F> {
  const skipped = [...tree.skipped];
  const skip = (path: string, why: string) => {
    skipped.push({ path, why });
    return false;
  };
  const can = (path: string) => {
    const why = whyNotHere(path);
    return why === undefined || skip(path, why);
  };
  const folders = tree.folders.filter(can);
  const files = tree.files.filter(({ path }) => can(path));
  const above = new Set([
    ...folders,
    ...[...files.map(({ path }) => path), ...folders].flatMap(foldersAbove),
  ]);
  const twins = new Twins();
  const kept = files.filter(({ path }) => {
    if (above.has(path)) return skip(path, 'a folder has the same name');
    const twin = twins.of(path);
    return twin === undefined || skip(path, `this system does not distinguish it from ${twin}`);
  });
  return { files: kept, folders, skipped };
}
