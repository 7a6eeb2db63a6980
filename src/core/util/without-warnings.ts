/**
 * Runs something that Node reports as experimental, which a user can do nothing about. Synchronous,
 * so that no other warning is lost.
 */
export function withoutWarnings<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}
