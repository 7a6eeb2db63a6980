/** A number of 32 bits with as few digits as it needs: 0.1, not 0.10000000149011612. */
export function shortestFloat(number: number): number {
  const isShort = Number.isInteger(number) && Math.abs(number) < 2 ** 24;
  if (!Number.isFinite(number) || isShort) return number;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(number.toPrecision(digits));
    if (Math.fround(short) === number) return short;
  }
  return Number(number.toPrecision(9));
}
