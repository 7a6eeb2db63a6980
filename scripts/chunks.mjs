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
/** Packages that every run needs. */
const PACKAGES = /node_modules\/(eventsource-parser|env-paths|is-safe-filename)\//;

/** For Rollup's `manualChunks`: a file's chunk, if it has a name. */
export function chunkOf(id, { getModuleInfo }) {
  if (FOLDERS.start.test(id) || isOfStart(id, getModuleInfo)) return 'start';
  // What of the core is loaded in the call that needs it alone (proxies) is not for every run.
  const isRare = /src\/core\//.test(id) && getModuleInfo(id).importers.length === 0;
  if (PACKAGES.test(id) || (FOLDERS.run.test(id) && !isRare)) return 'run';
  return FOLDERS.ask.test(id) ? 'ask' : undefined;
}

/** True for the start itself and all that it imports, its imports' imports included. */
function isOfStart(id, getModuleInfo, known = new Set()) {
  if (known.has(id)) return false;
  known.add(id);
  const { isEntry, importers } = getModuleInfo(id);
  return isEntry || importers.some((importer) => isOfStart(importer, getModuleInfo, known));
}
