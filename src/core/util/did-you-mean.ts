import { distance } from 'fastest-levenshtein';

/** `Did you mean X?` with the nearest of the names, if one is near enough. */
export function didYouMean(typed: string, names: readonly string[]): string | undefined {
  const lower = typed.toLowerCase();
  const [nearest] = names
    .map((name) => ({ name, far: distance(lower, name.toLowerCase()) }))
    .concat(names.filter((name) => isPartOf(lower, name)).map((name) => ({ name, far: 1.5 })))
    .sort((a, b) => a.far - b.far);
  const limit = Math.max(2, Math.floor(typed.length / 3));
  return nearest && nearest.far <= limit ? `Did you mean ${nearest.name}?` : undefined;
}

function isPartOf(typed: string, name: string): boolean {
  return typed.length > 3 && name.toLowerCase().includes(typed);
}
