/** A piece of a reply: its text, and the reasoning before it. */
export interface ReplyPiece {
  text: string;
  reasoning: string;
  /** True if all earlier text turns out to be reasoning: the template had opened the tag. */
  turned?: true;
}

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Extracts the reasoning between `<think>` tags from a text that arrives in chunks. Tags only count
 * at the start of the text; further on they belong to the text, which may be about such tags.
 */
export class ThinkTags {
  #at: 'start' | 'thinking' | 'text' = 'start';
  /** The possible start of a tag: the next chunk decides. */
  #held = '';
  /** How many tags are open. */
  #depth = 0;
  /** The text after the first of several closing tags: the reply, if the last one never comes. */
  #rest: string | undefined;
  /** True once there has been reasoning: then empty lines before the text do not belong to it. */
  #thought = false;
  /** The end of the text so far: only needed to check for a line end when a tag arrives. */
  #before = '\n';

  /** The model's template has already opened the tag in the prompt. */
  begun(): this {
    this.#at = 'thinking';
    this.#depth = 1;
    return this;
  }

  /** True if a chunk is plain text, which needs no parsing. */
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

  /** Returns the text held back at the end. */
  end(): ReplyPiece {
    const held = this.#held;
    this.#held = '';
    if (this.#at !== 'thinking') return { text: this.#thought ? held.trim() : held, reasoning: '' };
    const text = this.#rest === undefined ? '' : (this.#rest + held).trimStart();
    return { text, reasoning: held };
  }

  /** Returns what is left; all of it if more is needed first. */
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
    // A tag at the edge of a line is the template's; one in the middle is part of the text.
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

/** How many characters at the end may be the start of a tag. */
function begun(text: string): number {
  const at = text.lastIndexOf('<');
  if (at < 0 || text.length - at >= CLOSE.length) return 0;
  const end = text.slice(at);
  return OPEN.startsWith(end) || CLOSE.startsWith(end) ? end.length : 0;
}
