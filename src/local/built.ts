/** A file that the build makes. Both `src/local/` and every folder of `dist/` lie two levels below the package. */
export function built(path: string): URL {
  return new URL(`../../dist/${path}`, import.meta.url);
}
