/** The beginning of a text: at most this many characters, and never half of one. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const isPair = /[\uD800-\uDBFF]/.test(text[length - 1] ?? '');
  return text.slice(0, isPair ? length - 1 : length);
}

/** The end of a text in the same way. */
export function cutEnd(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = text.length - length;
  const isPair = /[\uDC00-\uDFFF]/.test(text[start] ?? '');
  return text.slice(isPair ? start + 1 : start);
}
