import type { marked } from 'marked';
import { type Paint, painter, safe, width } from '../start/terminal.js';
import { type Block, Blocks } from './blocks.js';
import { isCostly } from './costly.js';
import { type Reading, Renderer } from './render.js';

type Lexer = typeof marked.lexer;

/** Renders Markdown for a terminal, block by block as it arrives. */
export class Markdown {
  readonly #stream: NodeJS.WriteStream;
  readonly #lexer: Lexer;
  readonly #paint: Paint;
  readonly #renderer: Renderer;
  readonly #blocks = new Blocks();
  #begun = false;

  private constructor(stream: NodeJS.WriteStream, lexer: Lexer, reading: Reading | undefined) {
    this.#stream = stream;
    this.#lexer = lexer;
    this.#paint = painter(stream);
    this.#renderer = new Renderer(this.#paint, reading);
  }

  static async open(stream: NodeJS.WriteStream, reading?: Reading): Promise<Markdown> {
    const { marked } = await import('marked');
    return new Markdown(stream, marked.lexer, reading);
  }

  /** What can be shown after `text` has arrived: nothing, or complete lines. */
  add(text: string): string {
    return this.#shown(this.#blocks.add(text));
  }

  /** The rest of the text. */
  end(): string {
    const rest = this.#shown(this.#blocks.end());
    this.#begun = false;
    return rest;
  }

  /** How the end of the text looks that is not complete yet: empty if there is none. */
  preview(): string {
    const { pending } = this.#blocks;
    return pending ? this.#block(pending) : '';
  }

  #shown(blocks: readonly Block[]): string {
    let shown = '';
    for (const block of blocks) {
      shown += this.#block(block);
      this.#begun = true;
    }
    return shown;
  }

  #block({ kind, text, gap }: Block): string {
    const clean = safe(text, this.#stream);
    const lines = kind === 'markdown' ? this.#markdown(clean) : [this.#code(kind, clean)];
    const before = gap && this.#begun ? '\n' : '';
    return `${before}${lines.join('\n')}\n`;
  }

  #code(kind: 'fence' | 'code', line: string): string {
    return line && this.#paint(kind === 'fence' ? 'dim' : 'cyan', line);
  }

  #markdown(text: string): string[] {
    if (isCostly(text)) return [text];
    try {
      const lines = this.#renderer.blocks(this.#lexer(text), width(this.#stream));
      while (lines.at(-1) === '') lines.pop();
      return lines;
    } catch {
      // Nested deeper than the parser can follow: shown as it is.
      return [text];
    }
  }
}
