/** The marks of OpenAI's open models: a message is `<|channel|>analysis<|message|>…<|end|>`. */
const MARK = /<\|(?:start|channel|constrain|message|end|return|call)\|>/;
const LONGEST_MARK = '<|constrain|>'.length;

interface Piece {
  text: string;
  reasoning: string;
}

/** Reads channels from a text that arrives in chunks: the answer is what is not analysis. */
export class Channels {
  /** The text before a `<|message|>`: its channel, and to whom it is addressed. */
  #header: string | undefined = '';
  /** The channel of the current message is the model's reasoning, or a tool call. */
  #apart = false;

  /** Adds what the text contains to the piece. Returns the possible start of a mark. */
  read(text: string, piece: Piece): string {
    let left = text;
    for (let found = MARK.exec(left); found; found = MARK.exec(left)) {
      this.#add(left.slice(0, found.index), piece);
      this.#mark(found[0]);
      left = left.slice(found.index + found[0].length);
    }
    const end = left.length - begun(left);
    this.#add(left.slice(0, end), piece);
    return left.slice(end);
  }

  /** Returns the text held back at the end. */
  end(held: string): Piece {
    const piece = { text: '', reasoning: '' };
    this.#add(held, piece);
    return piece;
  }

  #mark(mark: string): void {
    if (mark === '<|message|>') {
      const header = this.#header ?? '';
      this.#apart = /analysis|\bto=/.test(header);
      this.#header = undefined;
    } else if (mark !== '<|constrain|>' && mark !== '<|channel|>') {
      this.#header = '';
    } else {
      this.#header = `${this.#header ?? ''} `;
    }
  }

  #add(text: string, piece: Piece): void {
    if (this.#header !== undefined) this.#header = (this.#header + text).slice(0, 1000);
    else if (this.#apart) piece.reasoning += text;
    else piece.text += text;
  }
}

/** How many characters at the end may be the start of a mark. */
function begun(text: string): number {
  const at = text.lastIndexOf('<');
  if (at < 0 || text.length - at >= LONGEST_MARK) return 0;
  return /^<(?:\|[a-z]*\|?)?$/.test(text.slice(at)) ? text.length - at : 0;
}
