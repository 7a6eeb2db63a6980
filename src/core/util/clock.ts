/**
 * Milliseconds on a clock that only goes forward. Not `performance.now()`: the first use of that
 * loads a good part of Node, and a short command would feel it.
 */
export function now(): number {
  return process.uptime() * 1000;
}
