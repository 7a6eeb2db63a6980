/** Stands for a line break inside of the line that is edited. */
export const BREAK = '⏎';

const BEGIN = '\x1b[200~';
const END = '\x1b[201~';

/**
 * What a terminal sends, with the line breaks of pasted text as signs, so that it is not sent line by
 * line. A paste is marked as one, or several lines come at once.
 */
export class Pastes {
  #inside = false;
  /** What may be the beginning of a mark. */
  #held = '';

  read(chunk: string): string {
    let rest = this.#held + chunk;
    this.#held = '';
    let text = '';
    for (;;) {
      const mark = this.#inside ? END : BEGIN;
      const at = rest.indexOf(mark);
      if (at < 0) break;
      text += this.#piece(rest.slice(0, at));
      rest = rest.slice(at + mark.length);
      this.#inside = !this.#inside;
    }
    const cut = beginningOf(this.#inside ? END : BEGIN, rest);
    this.#held = rest.slice(rest.length - cut);
    return text + this.#piece(rest.slice(0, rest.length - cut));
  }

  #piece(text: string): string {
    if (this.#inside) return joined(text);
    const [, body = '', end = ''] = /^([\s\S]*?)((?:\r\n|\r|\n)?)$/.exec(text)!;
    return /[\r\n]/.test(body) ? joined(body) + end : text;
  }
}

function joined(text: string): string {
  // What else a paste holds of control characters would be taken for keys.
  const plain = text.replace(/\r\n|\r|\n/g, BREAK).replace(/\t/g, '    ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  return plain.replace(/[\x00-\x1f\x7f-\x9f]/g, '');
}

/** How long the beginning of a mark is that the text ends with; a lone Escape is a key. */
function beginningOf(mark: string, text: string): number {
  for (let length = mark.length - 1; length > 1; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}
