/** Pieces of memory that is used again for the next piece, as copies that stay. */
export async function* copies(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}
