// Which file of dist/cli/ a source file goes into. Each file more is felt at every start, and so is
// each that is larger than it need be.

/**
 * By folder: the start, which is all that help needs; what every method's run needs beside it and the
 * service; what stands between a question to a model and its first token.
 */
const FOLDERS = {
  start: /src\/cli\/start\//,
  run: /src\/(cli\/run|core\/(definition|errors|files|http|util))\/|src\/services\/index\.ts$/,
  ask: /src\/(ask\/[^/]+$|cli\/ask\/)/,
};

/** For Rollup's `manualChunks`: a file's chunk, if it has a name. */
export function chunkOf(id, { getModuleInfo }) {
  const importersOf = (file) => getModuleInfo(file).importers;
  const isOfStart = (file) => FOLDERS.start.test(file);
  // What of the core is loaded in the call that needs it alone (proxies) is not for every run.
  const isRare = (file) => /src\/core\//.test(file) && importersOf(file).length === 0;
  const isOfRun = (file) => FOLDERS.run.test(file) && !isRare(file);
  if (isOrIsImportedBy(id, isOfStart, importersOf)) return 'start';
  if (isOrIsImportedBy(id, isOfRun, importersOf)) return 'run';
  return FOLDERS.ask.test(id) ? 'ask' : undefined;
}

/** True for a file that is one of those, or that one of them imports at once, by way of others too. */
function isOrIsImportedBy(id, isOne, importersOf, known = new Set()) {
  if (known.has(id)) return false;
  known.add(id);
  return (
    isOne(id) || importersOf(id).some((one) => isOrIsImportedBy(one, isOne, importersOf, known))
  );
}
