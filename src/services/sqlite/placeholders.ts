import { toDriver } from './dialect.js';

/** What SQLite reads as one, so that a question mark inside a text or a comment is none. */
const TOKEN =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\?(\d*)|[:@$]([\p{L}\p{N}_$]+)|[\p{L}_][\p{L}\p{N}_$]*/gu;

/**
 * The placeholders of a query, each at its number: the driver knows them by name where they have one
 * (`?1` is called `1`, `:name` is called `name`), and counts only those without.
 */
export function placeholdersOf(sql: string): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (const [whole, digits, name] of sql.matchAll(TOKEN)) {
    if (digits) {
      const number = Number(digits);
      // SQLite itself refuses larger ones, and tells why.
      if (number < 1 || number > 32_766) continue;
      while (found.length < number) found.push(undefined);
      found[number - 1] = digits;
    } else if (digits === '') found.push(undefined);
    else if (name !== undefined && !found.includes(whole.slice(1))) found.push(name);
  }
  return found;
}

/** Values in their order as the driver takes them: a list of those without a name, an object of the others. */
export function bindings(
  placeholders: readonly (string | undefined)[],
  values: readonly unknown[],
): unknown[] {
  const bound = toDriver(values);
  const byName: Record<string, unknown> = {};
  const inOrder: unknown[] = [];
  placeholders.forEach((name, index) => {
    if (name === undefined) inOrder.push(bound[index]);
    else byName[name] = bound[index];
  });
  return [
    ...(inOrder.length > 0 ? [inOrder] : []),
    ...(Object.keys(byName).length > 0 ? [byName] : []),
  ];
}
