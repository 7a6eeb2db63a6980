/**
 * Languages whose names of fields cannot begin with `$`, such as that of 1C, write it as `__4`, as in
 * the reference: `__4set` is `$set`.
 */
export function fieldName(name: string): string {
  return name.startsWith('__4') ? `$${name.slice(3)}` : name;
}
