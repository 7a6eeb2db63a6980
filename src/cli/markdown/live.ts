import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from './runs.js';

/** The end of a text on a terminal that is still growing: shown until its final form replaces it. */
export class Live {
  readonly #stream: NodeJS.WriteStream;
  #rows = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** What to write to replace it with this text; as much of its end as the terminal can replace. */
  replacedBy(text: string): string {
    const erased = this.erased();
    const { columns = 80, rows = 24 } = this.#stream;
    const kept: string[] = [];
    for (const line of text.replace(/\n$/, '').split('\n').reverse()) {
      const taken = Math.ceil(columnsOf(stripVTControlCharacters(line)) / columns) || 1;
      if (this.#rows + taken > Math.max(1, rows - 2)) break;
      this.#rows += taken;
      kept.unshift(line);
    }
    return erased + kept.join('\n');
  }

  /** What to write to remove it. */
  erased(): string {
    if (this.#rows === 0) return '';
    const up = this.#rows > 1 ? `\x1b[${this.#rows - 1}A` : '';
    this.#rows = 0;
    return `\r${up}\x1b[J`;
  }
}
