/** The current time as the protocol has it: seconds since 1970. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
