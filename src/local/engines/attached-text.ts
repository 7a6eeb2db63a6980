/** A file's text as it appears in a message. */
export function attachedText(name: string, text: string): string {
  return `--- ${name} ---\n${text}\n--- end of ${name} ---`;
}

/** The text of a message without its attached files. */
export function withoutAttached(text: string): string {
  const lines = text.split('\n');
  const ends = new Map(lines.map((line, index) => [END.exec(line)?.[1], index]));
  const own: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const end = ends.get(BEGIN.exec(lines[index]!)?.[1] ?? NO_NAME) ?? -1;
    if (end > index) index = end;
    else own.push(lines[index]!);
  }
  return own.join('\n').trim();
}

const BEGIN = /^--- (.+) ---$/;
const END = /^--- end of (.+) ---$/;
/** Cannot occur in a line. */
const NO_NAME = '\n';
