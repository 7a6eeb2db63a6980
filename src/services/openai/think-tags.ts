/** A piece of a reply: what is said, and what the model thought on the way to it. */
export interface ReplyPiece {
  text: string;
  reasoning: string;
  /** True where it turns out that all text before was thinking: its template had begun the tag. */
  turned?: true;
}

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Reads a model's thinking between `<think>` tags out of a text that comes in pieces. The tags count
 * at the text's beginning; further on they belong to the text, which may well be about such tags.
 */
export class ThinkTags {
  #at: 'start' | 'thinking' | 'text' = 'start';
  /** What may be the beginning of a tag: the next piece tells. */
  #held = '';
  /** How many tags are open. */
  #depth = 0;
  /** What came after the first of several closing tags: an answer, where the last one never comes. */
  #rest: string | undefined;
  /** True once something was thought: then the empty lines before the text are no part of it. */
  #thought = false;
  /** The end of the text so far: whether it ends a line is asked only where a tag comes. */
  #before = '\n';

  /** The model's template has begun the tag already, in the prompt. */
  begun(): this {
    this.#at = 'thinking';
    this.#depth = 1;
    return this;
  }

  /** True where a piece is text and nothing else, and so needs not be read. */
  passes(content: string): boolean {
    if (this.#at !== 'text' || this.#held || content.includes('<')) return false;
    if (content) this.#before = content;
    return true;
  }

  read(content: string): ReplyPiece {
    if (this.passes(content)) return { text: content, reasoning: '' };
    const piece: ReplyPiece = { text: '', reasoning: '' };
    let left = this.#held + content;
    for (let [before, at] = ['', '']; left && (left !== before || at !== this.#at); ) {
      [before, at] = [left, this.#at];
      left = this.#step(left, piece);
    }
    this.#held = left;
    return piece;
  }

  /** What was held back. */
  end(): ReplyPiece {
    const held = this.#held;
    this.#held = '';
    if (this.#at !== 'thinking') return { text: this.#thought ? held.trim() : held, reasoning: '' };
    const text = this.#rest === undefined ? '' : (this.#rest + held).trimStart();
    return { text, reasoning: held };
  }

  /** Returns what is left: all of it where more has to come first. */
  #step(left: string, piece: ReplyPiece): string {
    if (this.#at === 'start') return this.#start(left);
    return this.#at === 'thinking' ? this.#think(left, piece) : this.#say(left, piece);
  }

  #start(left: string): string {
    const text = left.trimStart();
    if (text.startsWith(OPEN)) {
      this.begun();
      return text.slice(OPEN.length);
    }
    if (text.startsWith(CLOSE)) {
      this.#thought = true;
      return text.slice(CLOSE.length);
    }
    if (OPEN.startsWith(text) || CLOSE.startsWith(text)) return left;
    this.#at = 'text';
    return this.#thought ? text : left;
  }

  #think(left: string, piece: ReplyPiece): string {
    const close = left.indexOf(CLOSE);
    const open = left.indexOf(OPEN);
    const nested = open >= 0 && (close < 0 || open < close);
    const found = nested ? open : close;
    const end = found < 0 ? left.length - begun(left) : found;
    const thought = left.slice(0, end);
    piece.reasoning += thought;
    if (this.#rest !== undefined) this.#rest += thought;
    if (found < 0) return left.slice(end);
    this.#depth += nested ? 1 : -1;
    if (this.#depth === 0) {
      this.#at = 'start';
      this.#thought = true;
      this.#rest = undefined;
    } else if (!nested) {
      this.#rest ??= '';
    }
    return left.slice(end + (nested ? OPEN : CLOSE).length);
  }

  #say(left: string, piece: ReplyPiece): string {
    const found = left.indexOf(CLOSE);
    const end = found < 0 ? left.length - begun(left) : found;
    const text = left.slice(0, end);
    piece.text += text;
    if (text) this.#before = text;
    if (found < 0) return left.slice(end);
    const after = left.slice(end + CLOSE.length);
    // What stands on its line's edge is a template's; in the middle it is the writer's own.
    const isEdge = /\n[ \t]*$/.test(this.#before);
    if (!isEdge && after === '') return CLOSE;
    if (!isEdge && !/^[ \t]*[\r\n]/.test(after)) {
      piece.text += CLOSE;
      return after;
    }
    piece.reasoning += piece.text;
    piece.text = '';
    piece.turned = true;
    this.#at = 'start';
    this.#thought = true;
    return after;
  }
}

/** How many characters at the end may be the beginning of a tag. */
function begun(text: string): number {
  const at = text.lastIndexOf('<');
  if (at < 0 || text.length - at >= CLOSE.length) return 0;
  const end = text.slice(at);
  return OPEN.startsWith(end) || CLOSE.startsWith(end) ? end.length : 0;
}
