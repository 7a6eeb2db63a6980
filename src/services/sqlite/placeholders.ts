import { toDriver } from './dialect.js';

/** A token of SQLite, so that a question mark inside a string or a comment does not count. */
const TOKEN =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\?(\d*)|[:@$]([\p{L}\p{N}_$]+)|[\p{L}_][\p{L}\p{N}_$]*/gu;

/**
 * The placeholders of a query, by number: the driver binds them by name if they have one (`?1` has
 * the name `1`, `:name` has the name `name`), and by position otherwise.
 */
export function placeholdersOf(sql: string): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (const [whole, digits, name] of sql.matchAll(TOKEN)) {
    if (digits) {
      const number = Number(digits);
      // SQLite itself rejects larger ones and says why.
      if (number < 1 || number > 32_766) continue;
      while (found.length < number) found.push(undefined);
      found[number - 1] = digits;
    } else if (digits === '') found.push(undefined);
    else if (name !== undefined && !found.includes(whole.slice(1))) found.push(name);
  }
  return found;
}

/** Values in order as the driver accepts them: a list without names, and an object by name. */
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
