// The packages of a lock file that others need.

/** The paths in a lock file of packages and all their dependencies, apart from unused ones. */
export function reach(names, locked, unused = []) {
  const found = new Set();
  const visit = (name, from) => {
    if (unused.includes(name)) return;
    const path = resolve(name, from, locked);
    if (found.has(path)) return;
    found.add(path);
    const { dependencies, ...entry } = locked[path];
    for (const one of Object.keys({ ...dependencies, ...peersOf(entry) })) visit(one, path);
  };
  for (const name of names) visit(name, '');
  return found;
}

/** The path of a package that another one imports: in its own `node_modules`, or one further up. */
function resolve(name, from, locked) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (path in locked) return path;
    if (at === '') throw new Error(`the lock file has no ${name}, which ${from} needs`);
  }
}

function peersOf({ peerDependencies = {}, peerDependenciesMeta = {} }) {
  const needed = Object.entries(peerDependencies).filter(
    ([name]) => !peerDependenciesMeta[name]?.optional,
  );
  return Object.fromEntries(needed);
}
