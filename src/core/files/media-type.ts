/** The media type for the extension of a file name, if it is known. */
export async function typeByName(name: string): Promise<string | undefined> {
  const { lookup } = await import('mrmime');
  // An extension such as `.constructor` finds an inherited property.
  const found: unknown = lookup(name);
  return typeof found === 'string' ? found : undefined;
}
