/**
 * Deadlines of methods that move or read data of any size: it may take hours, and is fine as long as it
 * makes progress. The idle timeout still applies.
 */
export const LARGE_DATA = { timeout: 24 * 3_600_000 } as const;
