// Which file of dist/cli/ a source file goes into. Additional files slow down every start, and so do
// files that are larger than necessary.

/**
 * By folder: the start, which is all that help needs; what running a method needs besides that and
 * the service; what a question to a model needs before its first token. What the last imports, which
 * `openai` and other commands need too, is one more.
 */
const FOLDERS = {
  start: /src\/cli\/start\//,
  run: /src\/(cli\/run|core\/(definition|errors|files|http|rest|util))\/|src\/services\/index\.ts$/,
  ask: /src\/(ask\/[^/]+$|cli\/ask\/)/,
};

/** The library exports them with the rest of `src/ask/`; a question loads those that it uses. */
const TOOLSETS = /src\/ask\/toolsets\//;

/** For Rollup's `manualChunks`: a file's chunk, if it has a name. */
export function chunkOf(id, { getModuleInfo }) {
  const importersOf = (file) => getModuleInfo(file).importers.filter((one) => !TOOLSETS.test(one));
  const isOfStart = (file) => FOLDERS.start.test(file);
  const isOfAsk = (file) => FOLDERS.ask.test(file);
  const isOfRun = (file) => FOLDERS.run.test(file) && !isRare(file, importersOf);
  if (isOrIsImportedBy(id, isOfStart, importersOf)) return 'start';
  if (isOrIsImportedBy(id, isOfRun, importersOf)) return 'run';
  if (isOfAsk(id)) return 'ask';
  const isModel = !TOOLSETS.test(id) && isOrIsImportedBy(id, isOfAsk, importersOf);
  return isModel ? 'model' : undefined;
}

/** True for a file of a group, or one that a file of the group imports statically, also indirectly. */
function isOrIsImportedBy(id, isOne, importersOf, known = new Set()) {
  if (known.has(id)) return false;
  known.add(id);
  return (
    isOne(id) || importersOf(id).some((one) => isOrIsImportedBy(one, isOne, importersOf, known))
  );
}

/**
 * True for a file that neither running a method nor a service imports statically, also indirectly: only
 * other faces need it, or it is loaded when it is needed (proxies, replaced values, failures).
 */
function isRare(id, importersOf, known = new Set()) {
  if (/src\/(services\/openai\/|cli\/run\/run-method\.ts$)/.test(id)) return false;
  if (known.has(id)) return true;
  known.add(id);
  return importersOf(id).every((one) => isRare(one, importersOf, known));
}
