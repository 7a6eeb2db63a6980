const cleanups: (() => unknown)[] = [];

/**
 * Cleans up at the end of each test file. For modules that files share: they are loaded once in a
 * process, however many files run in it, so an `afterAll` of theirs would be one file's alone.
 */
export function afterFile(cleanUp: () => unknown): void {
  cleanups.push(cleanUp);
}

export async function endFile(): Promise<void> {
  for (const cleanUp of cleanups.toReversed()) await cleanUp();
}
