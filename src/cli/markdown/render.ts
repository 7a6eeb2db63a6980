import type { MarkedToken, Token, Tokens } from 'marked';
import { withoutControls } from '../start/shown.js';
import type { Paint, Style } from '../start/terminal.js';
import { columnsOf, longestWord, type Run, wrapRuns } from './runs.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/** How the source of a text is read. */
export interface Reading {
  /**
   * True for texts whose source is wrapped: a line break in a paragraph is a space. A model means
   * its line breaks.
   */
  joinLines?: boolean;
}

/** Renders Markdown tokens as lines for a terminal. */
export class Renderer {
  readonly #paint: Paint;
  readonly #joinLines: boolean;

  constructor(paint: Paint, { joinLines = false }: Reading = {}) {
    this.#paint = paint;
    this.#joinLines = joinLines;
  }

  blocks(tokens: readonly Token[], columns: number): string[] {
    return tokens.flatMap((token) => this.#block(token as MarkedToken, columns));
  }

  #block(token: MarkedToken, columns: number): string[] {
    switch (token.type) {
      case 'space':
        return [''];
      case 'heading': {
        const styles: Style[] = token.depth === 1 ? ['bold', 'underline'] : ['bold'];
        return this.#wrap(token.tokens, columns, styles);
      }
      case 'paragraph':
        return this.#wrap(token.tokens, columns);
      case 'text':
        return this.#wrap(token.tokens ?? [token], columns);
      case 'list':
        return this.#list(token, columns);
      case 'blockquote':
        return this.blocks(token.tokens, columns - 2).map((line) =>
          `${this.#paint('dim', '│')} ${line}`.trimEnd(),
        );
      case 'code':
        return token.text
          .split('\n')
          .map((line) => `  ${this.#paint('cyan', withoutControls(line))}`);
      case 'table':
        return this.#table(token, columns);
      case 'hr':
        return [this.#paint('dim', '─'.repeat(Math.min(columns, 40)))];
      // The checkbox is drawn with its item.
      case 'checkbox':
        return [];
      default:
        return this.#wrap([token], columns);
    }
  }

  #list({ ordered, start, items }: Tokens.List, columns: number): string[] {
    return items.flatMap((item, index) => {
      const mark = ordered ? `${Number(start) + index}.` : '•';
      const box = item.task ? (item.checked ? ' [x]' : ' [ ]') : '';
      const indent = mark.length + box.length + 1;
      const body = this.blocks(item.tokens, columns - indent);
      const [first = '', ...rest] = body;
      const below = rest.map((line) => (line ? ' '.repeat(indent) + line : ''));
      return [`${this.#paint('cyan', mark)}${box} ${first}`, ...below];
    });
  }

  #table({ header, rows, align, raw }: Tokens.Table, columns: number): string[] {
    const cells = [header, ...rows].map((row) => row.map(({ tokens }) => this.#inline(tokens)));
    const widths = header.map((_, column) =>
      Math.max(3, ...cells.map((row) => widthOf(row[column] ?? []))),
    );
    const room = columns - 3 * (widths.length - 1);
    // A table with this many columns does not fit on a terminal.
    if (room < widths.length * 6) return raw.trimEnd().split('\n');
    narrow(widths, cells, room);
    const lines = cells.map((row, index) => {
      const styled = index > 0 ? row : row.map((runs) => runs.map(bold));
      return this.#row(styled, widths, align);
    });
    const rule = this.#paint('dim', widths.map((width) => '─'.repeat(width)).join('─┼─'));
    return [...lines[0]!, rule, ...lines.slice(1).flat()];
  }

  #row(cells: Run[][], widths: number[], align: Tokens.Table['align']): string[] {
    const wrap = (paint: Paint) =>
      widths.map((width, column) => wrapRuns(cells[column] ?? [], width, paint, breakWords));
    const [wrapped, styled] = [wrap(plain), wrap(this.#paint)];
    const height = Math.max(...wrapped.map((lines) => lines.length));
    const bar = ` ${this.#paint('dim', '│')} `;
    return Array.from({ length: height }, (_, at) =>
      widths
        .map((width, column) => {
          const free = Math.max(0, width - columnsOf(wrapped[column]![at] ?? ''));
          const before = { right: free, center: free >> 1 }[align[column] as string] ?? 0;
          const text = styled[column]![at] ?? '';
          return `${' '.repeat(before)}${text}${' '.repeat(free - before)}`;
        })
        .join(bar)
        .trimEnd(),
    );
  }

  #wrap(tokens: readonly Token[], columns: number, styles: readonly Style[] = []): string[] {
    return wrapRuns(this.#inline(tokens, styles), columns, this.#paint);
  }

  #inline(tokens: readonly Token[], styles: readonly Style[] = []): Run[] {
    return tokens.flatMap((token) => this.#run(token as MarkedToken, styles));
  }

  #run(token: MarkedToken, styles: readonly Style[]): Run[] {
    switch (token.type) {
      case 'strong':
        return this.#inline(token.tokens, [...styles, 'bold']);
      case 'em':
        return this.#inline(token.tokens, [...styles, 'italic']);
      case 'del':
        return this.#inline(token.tokens, [...styles, 'strikethrough']);
      case 'codespan':
        return [{ text: token.text, styles: [...styles, 'cyan'] }];
      case 'br':
        return [{ text: '\n', styles }];
      case 'link':
        return this.#link(token, styles);
      case 'image': {
        const text = `[${token.text || 'image'}]`;
        return [
          { text, styles },
          { text: ` (${token.href})`, styles: ['dim'] },
        ];
      }
      case 'text':
        if (token.tokens) return this.#inline(token.tokens, styles);
        return [{ text: this.#joined(decoded(token.text)), styles }];
      case 'escape':
        return [{ text: token.text, styles }];
      default:
        return [{ text: token.raw, styles }];
    }
  }

  #joined(text: string): string {
    return this.#joinLines ? text.replaceAll('\n', ' ') : text;
  }

  /** With its URL: a link that looks harmless may lead elsewhere. */
  #link({ href, text, tokens }: Tokens.Link, styles: readonly Style[]): Run[] {
    const label = this.#inline(tokens, [...styles, 'underline']);
    if (href === text || href === `mailto:${text}`) return label;
    return [...label, { text: ` (${href})`, styles: ['dim'] }];
  }
}

/** In a cell a long word must be broken: behind it stand the other cells. */
const breakWords = true;

/**
 * Narrows the columns of a table until it fits: the widest first, and none below its longest word as
 * long as another has room to give.
 */
function narrow(widths: number[], cells: readonly Run[][][], room: number): void {
  const least = widths.map((_, column) =>
    Math.max(3, ...cells.map((row) => longestWord(row[column] ?? []))),
  );
  while (sumOf(widths) > room) {
    const spare = widths.map((width, column) => (width > least[column]! ? width : 0));
    const from = Math.max(...spare) > 0 ? spare : widths;
    widths[from.indexOf(Math.max(...from))]! -= 1;
  }
}

const plain: Paint = (_, text) => text;

function bold({ text, styles }: Run): Run {
  return { text, styles: [...styles, 'bold'] };
}

function widthOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { text }) => sum + columnsOf(text), 0);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity]!);
}
