import { mapped } from './as-numbers.js';
import { JsonNumber } from './number.js';
import { newMark, unmarked, withMarks } from './parse.js';

/**
 * Numbers with all digits, for code that reads JSON with `JSON.parse` or writes it with
 * `JSON.stringify`: they pass through it as strings with a mark that cannot be guessed.
 */
export class MarkedNumbers {
  readonly #mark = newMark();
  readonly #marked = new RegExp(`"${this.#mark}([^"]*)"`, 'g');

  /** A value for `JSON.stringify`; `restore` makes its marks numbers again, in the text. */
  mark<V>(value: V): V {
    return mapped(value, (item) =>
      item instanceof JsonNumber ? `${this.#mark}${item.text}` : item,
    ) as V;
  }

  restore(json: string): string {
    return json.includes(this.#mark) ? json.replace(this.#marked, '$1') : json;
  }

  /** Text for `JSON.parse`; `unmark` makes its marks numbers again, in the value. */
  markText(json: string): string {
    return withMarks(json, this.#mark);
  }

  unmark<V>(value: V): V {
    return unmarked(value, this.#mark, (number) => number) as V;
  }
}
