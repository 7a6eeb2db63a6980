/** The media type that a file's name says, where it says one. */
export async function typeByName(name: string): Promise<string | undefined> {
  const { lookup } = await import('mrmime');
  // An ending such as `.constructor` finds what every object has.
  const found: unknown = lookup(name);
  return typeof found === 'string' ? found : undefined;
}
