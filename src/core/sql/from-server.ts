/** Values of several databases in the form in which methods return them. */

/** In JSON it has the reference's form, which AddRecords and the other methods accept. */
function asReference(this: Buffer): { BYTES: string } {
  return { BYTES: this.toString('base64') };
}

/** The same bytes, which are `{'BYTES': Base64}` in JSON. */
export function asBytes(bytes: Buffer): Buffer {
  return Object.defineProperty(bytes, 'toJSON', { value: asReference });
}
