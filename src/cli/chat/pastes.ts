/** Stands for a line break in the line being edited. */
export const BREAK = '⏎';

const BEGIN = '\x1b[200~';
const END = '\x1b[201~';

/**
 * Replaces the line breaks of pasted text, so that it is not sent line by line. A paste is marked
 * as one, or several lines arrive at once.
 */
export class Pastes {
  #inside = false;
  /** What may be the start of a paste mark. */
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
  // Other control characters in a paste would act as keys.
  const plain = text.replace(/\r\n|\r|\n/g, BREAK).replace(/\t/g, '    ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
  return plain.replace(/[\x00-\x1f\x7f-\x9f]/g, '');
}

/** The length of an incomplete paste mark at the end of the text; a lone Escape is a key. */
function beginningOf(mark: string, text: string): number {
  for (let length = mark.length - 1; length > 1; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}
