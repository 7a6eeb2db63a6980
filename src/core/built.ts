/**
 * Resolves a build output. `src/core/` and every folder of `dist/` are both two levels below the
 * package root.
 */
export function built(path: string): URL {
  return new URL(`../../dist/${path}`, import.meta.url);
}
