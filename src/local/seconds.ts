/** Now, as the protocol counts time: in seconds since 1970. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
