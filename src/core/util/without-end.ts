/**
 * The text without these characters at its end. A pattern such as `/\/+$/` would search again from
 * each of them: a megabyte of slashes in the middle would take minutes.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
