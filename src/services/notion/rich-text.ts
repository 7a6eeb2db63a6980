/** Notion takes no piece of text longer than this. */
const LONGEST = 2_000;

/** Plain text as Notion's rich text, cut into pieces of the size that it takes. */
export function richText(text: string) {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + LONGEST;
    // Not between the halves of a character.
    const isInside = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') && end < text.length;
    pieces.push(text.slice(at, isInside ? end - 1 : end));
    at = isInside ? end - 1 : end;
  }
  return pieces.map((content) => ({ type: 'text', text: { content } }));
}
