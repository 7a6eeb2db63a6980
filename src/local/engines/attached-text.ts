/** A file's text as it stands in a message. */
export function attachedText(name: string, text: string): string {
  return `--- ${name} ---\n${text}\n--- end of ${name} ---`;
}

/** What a message says by itself, without the files in it. */
export function withoutAttached(text: string): string {
  return text.replace(/^--- (.+) ---\n[\s\S]*?\n--- end of \1 ---$\n?/gm, '').trim();
}
