/** True in OInt's executables. `node:sea` is not imported: Bun and Deno have no such module. */
export function isExecutable(): boolean {
  const sea: typeof import('node:sea') | undefined = process.getBuiltinModule('node:sea');
  return sea?.isSea() ?? false;
}
