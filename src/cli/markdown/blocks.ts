/** A part of a Markdown text that can be shown: a complete block, or a line of fenced code. */
export interface Block {
  kind: 'markdown' | 'fence' | 'code';
  text: string;
  /** True if an empty line precedes it. */
  gap: boolean;
}

/** Longer input is cut: memory use stays constant, whatever a model sends. */
const LONGEST_LINE = 4_000;
const LARGEST_BLOCK = 16_000;

const FENCE = /^( *)(`{3,}|~{3,})([^`]*)$/;
/** Only a list that starts with 1 can interrupt a paragraph. */
const ITEM = /^ ?(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const FIRST_ITEM = /^ ?(?:[-*+]|1[.)])\s/;
const HEADING = /^ {0,3}#{1,6}(?:\s|$)/;

/**
 * Splits a growing Markdown text into blocks, each as soon as it is complete. Every line is
 * processed once. Lists are emitted item by item, and fenced code line by line.
 */
export class Blocks {
  /** The incomplete last line. */
  #partial = '';
  #lines: string[] = [];
  #size = 0;
  /** An empty line precedes what comes next. */
  #gap = false;
  /** Empty lines that end a list or are inside an item. */
  #held = false;
  /** The fence of the code being shown, or of one inside `#lines`. */
  #fence: string | undefined;
  #inner: string | undefined;

  add(text: string): Block[] {
    this.#partial += text;
    const found: Block[] = [];
    if (text.includes('\n')) {
      const lines = this.#partial.split('\n');
      this.#partial = lines.pop()!;
      for (const line of lines) found.push(...this.#line(line.replace(/\r$/, '')));
    }
    while (this.#partial.length > LONGEST_LINE) found.push(...this.#cut());
    return found;
  }

  end(): Block[] {
    const last = this.#partial;
    this.#partial = '';
    const found = [...(last ? this.#line(last) : []), ...this.#flush()];
    this.#fence = undefined;
    return found;
  }

  /** The end of the text that is not a complete block yet, if there is one. */
  get pending(): Block | undefined {
    const lines = this.#partial ? [...this.#lines, this.#partial] : this.#lines;
    if (lines.length === 0) return undefined;
    const kind = this.#fence === undefined ? 'markdown' : 'code';
    return { kind, text: lines.join('\n').slice(-LONGEST_LINE), gap: this.#gap };
  }

  #cut(): Block[] {
    const space = this.#partial.lastIndexOf(' ', LONGEST_LINE);
    const at = space > LONGEST_LINE / 2 ? space + 1 : LONGEST_LINE;
    const head = this.#partial.slice(0, at);
    this.#partial = this.#partial.slice(at);
    return [...this.#line(head), ...this.#flush()];
  }

  #line(line: string): Block[] {
    if (this.#fence !== undefined) return [this.#codeLine(line, this.#fence)];
    if (line.trim() === '') return this.#emptyLine();
    const before = this.#endOfList(line);
    if (this.#inner === undefined) {
      const [, indent = '', fence] = FENCE.exec(line) ?? [];
      if (fence && indent.length < 2) {
        this.#fence = fence;
        return [...before, ...this.#flush(), this.#block('fence', line)];
      }
      if (this.#begins(line)) before.push(...this.#flush());
    }
    this.#push(line);
    const isWhole = HEADING.test(line) && this.#lines.length === 1;
    return isWhole || this.#size > LARGEST_BLOCK ? [...before, ...this.#flush()] : before;
  }

  #codeLine(line: string, fence: string): Block {
    if (!closes(line, fence)) return this.#block('code', line);
    this.#fence = undefined;
    return this.#block('fence', line);
  }

  #emptyLine(): Block[] {
    if (this.#inner !== undefined) {
      this.#push('');
      return [];
    }
    if (this.#isList()) {
      this.#held = true;
      return [];
    }
    const found = this.#flush();
    this.#gap = true;
    return found;
  }

  /** After an empty line, text that is not indented ends the list. */
  #endOfList(line: string): Block[] {
    if (!this.#held) return [];
    this.#held = false;
    if (/^(?: {2}|\t)/.test(line)) {
      this.#push('');
      return [];
    }
    const found = this.#flush();
    this.#gap = true;
    return found;
  }

  #begins(line: string): boolean {
    const [first] = this.#lines;
    if (first === undefined || first.startsWith('>')) return false;
    if (HEADING.test(line)) return true;
    return this.#isList() ? ITEM.test(line) : FIRST_ITEM.test(line);
  }

  #isList(): boolean {
    return ITEM.test(this.#lines[0] ?? '');
  }

  #push(line: string): void {
    this.#lines.push(line);
    this.#size += line.length + 1;
    const fence = FENCE.exec(line.replace(/^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?/, ''))?.[2];
    if (this.#inner === undefined) this.#inner = fence;
    else if (closes(line, this.#inner)) this.#inner = undefined;
  }

  #flush(): Block[] {
    if (this.#lines.length === 0) return [];
    const text = this.#lines.join('\n');
    this.#lines = [];
    this.#size = 0;
    this.#inner = undefined;
    this.#held = false;
    return [this.#block('markdown', text)];
  }

  #block(kind: Block['kind'], text: string): Block {
    const gap = this.#gap;
    this.#gap = false;
    return { kind, text, gap };
  }
}

function closes(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= fence.length && trimmed === fence[0]!.repeat(trimmed.length);
}
