import { randomHex } from '../util/random.js';
import { mapped } from './as-numbers.js';
import { JsonNumber } from './number.js';

/**
 * Numbers with all digits, for code that writes JSON with `JSON.stringify`: they pass through it as
 * strings with a mark that cannot be guessed, and `restore` makes them numbers again in its text.
 */
export class MarkedNumbers {
  readonly #mark = `\u{e000}${randomHex(12)}:`;
  readonly #marked = new RegExp(`"${this.#mark}([^"]*)"`, 'g');

  mark<V>(value: V): V {
    return mapped(value, (item) =>
      item instanceof JsonNumber ? `${this.#mark}${item.text}` : item,
    ) as V;
  }

  restore(json: string): string {
    return json.includes(this.#mark) ? json.replace(this.#marked, '$1') : json;
  }
}
