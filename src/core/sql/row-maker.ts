/**
 * Returns a function that turns the values of a row, in the order of the columns, into an object. A
 * row can have several columns of one name, which get a suffix as in SQLite: `id`, `id:1`.
 */
export function rowMaker<Raw, Value>(
  columns: readonly string[],
  toValue: (raw: Raw) => Value,
): (raw: readonly Raw[]) => { [name: string]: Value } {
  const names = distinct(columns);
  // Set like other names, this one would be the object's prototype instead of a column.
  if (names.includes('__proto__')) {
    return (raw) => Object.fromEntries(names.map((name, at) => [name, toValue(raw[at]!)]));
  }
  return (raw) => {
    const row: { [name: string]: Value } = {};
    for (let at = 0; at < names.length; at++) row[names[at]!] = toValue(raw[at]!);
    return row;
  };
}

function distinct(columns: readonly string[]): string[] {
  const names = new Set<string>();
  for (const name of columns) {
    let free = name;
    for (let number = 1; names.has(free); number++) free = `${name}:${number}`;
    names.add(free);
  }
  return [...names];
}
