/** Where this module is. Not at its place in `built`: there bundlers would add all of dist/ to a program. */
const here = import.meta.url;

/**
 * Resolves a build output. `src/core/` and every folder of `dist/` are both two levels below the
 * package root.
 */
export function built(path: string): URL {
  return new URL(`../../dist/${path}`, here);
}
