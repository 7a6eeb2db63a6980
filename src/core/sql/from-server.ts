/** Values of several databases in the form in which methods return them. */

/** In JSON it has the reference's form, which AddRecords and the other methods accept. */
function asReference(this: Buffer): { BYTES: string } {
  return { BYTES: this.toString('base64') };
}

/** The same bytes, which are `{'BYTES': Base64}` in JSON. */
export function asBytes(bytes: Buffer): Buffer {
  return Object.defineProperty(bytes, 'toJSON', { value: asReference });
}

/** The shortest number that is the same in 32 bits: 0.1 and not 0.10000000149011612. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
