/** How far from a cut a character is looked for: a longer cluster is cut inside, between its parts. */
const NEAR = 64;

let segmenter: Intl.Segmenter | undefined;

/**
 * The beginning of a text: at most this many characters, and never half of one. Emoji of several
 * parts and letters with marks stay whole too.
 */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, boundary(text, length).before);
}

/** The end of a text in the same way. */
export function cutEnd(text: string, length: number): string {
  return text.length <= length ? text : text.slice(boundary(text, text.length - length).after);
}

/** The nearest places where a text can be cut, before and after this one. */
function boundary(text: string, at: number): { before: number; after: number } {
  if (at <= 0 || at >= text.length) return { before: at, after: at };
  const start = Math.max(0, at - NEAR);
  const near = text.slice(start, at + NEAR);
  segmenter ??= new Intl.Segmenter();
  const { index, segment } = segmenter.segment(near).containing(at - start)!;
  const end = index + segment.length;
  if (index === at - start) return { before: at, after: at };
  const isWhole = (index > 0 || start === 0) && (end < near.length || start + end === text.length);
  if (isWhole) {
    return { before: start + index, after: start + end };
  }
  const isPair = /[\uD800-\uDBFF]/.test(text[at - 1]!) && /[\uDC00-\uDFFF]/.test(text[at]!);
  return isPair ? { before: at - 1, after: at + 1 } : { before: at, after: at };
}
