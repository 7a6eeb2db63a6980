/** The longest beginning of a line that says what the line is. */
const LONGEST_HEAD = 200;

/** Where in a Markdown text its end is, as it grows: on a new line, in code, in a quotation. */
export class MarkdownPlace {
  /** The beginning of the current line. */
  #head = '';
  #blank = true;
  #backticks = 0;
  /** The line that opened the current code block. */
  #fence = '';
  /** The last character so far. */
  last = '';

  add(text: string): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#grow(text.slice(from, at));
      this.#endLine();
      from = at + 1;
    }
    this.#grow(text.slice(from));
    this.last = text.at(-1) ?? this.last;
  }

  /** True if only spaces precede on the line. */
  get atLineStart(): boolean {
    return this.#blank;
  }

  /** True in a code block, in code within a line, and in a quotation. */
  get isQuoted(): boolean {
    return (
      this.#fence !== '' || this.#backticks % 2 === 1 || /^(?: {0,3}>| {4}|\t)/.test(this.#head)
    );
  }

  #grow(piece: string): void {
    if (this.#head.length < LONGEST_HEAD) this.#head += piece.slice(0, LONGEST_HEAD);
    if (this.#blank) this.#blank = piece.trim() === '';
    for (let at = piece.indexOf('`'); at >= 0; at = piece.indexOf('`', at + 1)) this.#backticks++;
  }

  #endLine(): void {
    const line = this.#head.trim();
    if (this.#fence === '') this.#fence = /^(?:`{3,}|~{3,})/.exec(line)?.[0] ?? '';
    else if (line.startsWith(this.#fence) && /^(?:`+|~+)$/.test(line)) this.#fence = '';
    this.#head = '';
    this.#blank = true;
    this.#backticks = 0;
  }
}
