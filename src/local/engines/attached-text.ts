/** A file's text as it stands in a message. */
export function attachedText(name: string, text: string): string {
  return `--- ${name} ---\n${text}\n--- end of ${name} ---`;
}

/** What a message says by itself, without the files in it. */
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
/** No line can hold it. */
const NO_NAME = '\n';
