/**
 * Does something of which Node says that it is experimental: nothing that a user could act upon. At
 * once, so that no warning of anything else is lost.
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
