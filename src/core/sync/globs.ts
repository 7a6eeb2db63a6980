/**
 * Patterns for paths, as in `.gitignore` and rsync: `*` and `?` match within a name, `**` matches
 * any folders. A pattern without a slash matches a name in any folder; one that ends with a slash
 * matches a folder and all in it. They are not matched by regular expressions,
 * which foreign patterns could make slow.
 */
export class Globs {
  /** Each as the names on its path. */
  readonly #patterns: readonly (readonly string[])[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.filter((text) => text !== '').map(namesOf);
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** True if a relative path, or a folder above it, matches one of the patterns. */
  match(path: string): boolean {
    const names = path.split('/');
    return this.#patterns.some((pattern) => matchesNames(pattern, names));
  }
}

function namesOf(text: string): string[] {
  const isFolder = text.endsWith('/');
  const isAnywhere = !text.replace(/\/$/, '').includes('/');
  const bare = text.replace(/^\.?\//, '').replace(/\/$/, '');
  // What is in a matching folder matches too; the name of a folder alone does not.
  const below = isFolder ? ['*', '**'] : ['**'];
  return [...(isAnywhere ? ['**'] : []), ...bare.split('/'), ...below];
}

/** Each `**` needs to be retried only from the last one: what matched before stays matched. */
function matchesNames(pattern: readonly string[], names: readonly string[]): boolean {
  return wild(pattern, names, (one) => one === '**', matchesName);
}

function matchesName(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  return wild(
    [...pattern],
    [...name],
    (one) => one === '*',
    (one, char) => {
      return one === '?' || one === char;
    },
  );
}

/** Matches items with a pattern in which some parts stand for any number of items. */
function wild(
  pattern: readonly string[],
  items: readonly string[],
  isAny: (part: string) => boolean,
  matches: (part: string, item: string) => boolean,
): boolean {
  let [at, part] = [0, 0];
  let retry: { at: number; part: number } | undefined;
  while (at < items.length) {
    if (part < pattern.length && isAny(pattern[part]!)) {
      retry = { at, part };
      part++;
    } else if (part < pattern.length && matches(pattern[part]!, items[at]!)) {
      part++;
      at++;
    } else if (retry) {
      retry.at++;
      at = retry.at;
      part = retry.part + 1;
    } else return false;
  }
  while (part < pattern.length && isAny(pattern[part]!)) part++;
  return part === pattern.length;
}

/** Which paths a transfer of a folder includes. An exclusion always wins. */
export interface Choice {
  /** True for a file, or for a folder with a slash at its end, that is included. */
  takes(path: string): boolean;
  /** False for a folder in which nothing is included. */
  enters(folder: string): boolean;
}

export function choice(include: readonly string[] = [], exclude: readonly string[] = []): Choice {
  const [wanted, unwanted] = [new Globs(include), new Globs(exclude)];
  return {
    takes: (path) => (wanted.isEmpty || wanted.match(path)) && !unwanted.match(path),
    enters: (folder) => !unwanted.match(`${folder}/`),
  };
}

export const EVERYTHING: Choice = choice();
