/** The name of a variable in the generated code. */
export function variableName(name: string): string {
  return `$${name.toLowerCase()}`;
}

/** The name of a procedure or function in the generated code. */
export function methodName(name: string): string {
  return `f$${name.toLowerCase()}`;
}

/** A string literal. No control character is left in it, so that marks cannot be mistaken. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (char) =>
    char === '\u2028' ? '\\u2028' : '\\u2029',
  );
}

/**
 * A mark for a place in the script. It becomes the end of a line: each line of the code belongs to
 * one place, and so stack traces tell where an error happened, at no cost while the script runs.
 */
export function mark(offset: number): string {
  return `\u0001${offset}\u0002`;
}

/** Code whose lines belong to places of a script. */
export interface MappedCode {
  code: string;
  /** The offset in the script of each line, from line 1. -1 for none. */
  offsets: readonly number[];
}

/** Turns the marks into ends of lines. */
export function mapLines(marked: string): MappedCode {
  const [first = '', ...rest] = marked.split('\u0001');
  const offsets = new Array<number>(lineEnds(first) + 1).fill(-1);
  let code = first;
  for (const part of rest) {
    const end = part.indexOf('\u0002');
    const offset = Number(part.slice(0, end));
    const text = part.slice(end + 1);
    code += `\n${text}`;
    for (let lines = lineEnds(text); lines >= 0; lines--) offsets.push(offset);
  }
  return { code, offsets };
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}
