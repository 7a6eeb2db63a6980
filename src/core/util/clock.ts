/**
 * Milliseconds on a monotonic clock. Not `performance.now()`: its first use loads a large part of
 * Node, which would slow down a short command.
 */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
