/** Notion accepts at most this many characters in a text object. */
const LONGEST = 2_000;

/** Plain text as Notion's rich text, split into text objects of the allowed length. */
export function richText(text: string) {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + LONGEST;
    // A surrogate pair is not split.
    const isInside = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') && end < text.length;
    pieces.push(text.slice(at, isInside ? end - 1 : end));
    at = isInside ? end - 1 : end;
  }
  return pieces.map((content) => ({ type: 'text', text: { content } }));
}
