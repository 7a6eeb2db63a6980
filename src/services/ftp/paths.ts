/** True for names that lead out of their folder or are invalid: no honest server lists them. */
export function climbs(name: string): boolean {
  return name === '' || name === '.' || name === '..' || /[/\0\r\n]/.test(name);
}

/** A path in a message. */
export function shown(path: string): string {
  return path === '' ? '"."' : `"${path}"`;
}
