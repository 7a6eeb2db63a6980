const MIB = 2 ** 20;
/** Longer lines are refused. */
const LONGEST = 32 * MIB;

/**
 * Splits input into lines, without holding one that is too long: that is `undefined`. What follows
 * the last line break is a line too.
 */
export async function* linesOf(
  input: AsyncIterable<string>,
  longest = LONGEST,
): AsyncGenerator<string | undefined, void> {
  let pieces: string[] = [];
  let length = 0;
  const finished = () => {
    const line = length > longest ? undefined : pieces.join('').replace(/\r$/, '');
    pieces = [];
    length = 0;
    return line;
  };
  const add = (piece: string) => {
    length += piece.length;
    if (length <= longest) pieces.push(piece);
    else pieces = [];
  };
  for await (const chunk of input) {
    const [first = '', ...others] = chunk.split('\n');
    add(first);
    for (const other of others) {
      yield finished();
      add(other);
    }
  }
  if (length > 0) yield finished();
}
