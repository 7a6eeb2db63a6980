/** PostgreSQL's arrays have at most six dimensions. */
const MOST_LEVELS = 16;

/** The text is not an array: only a server that is not PostgreSQL sends it. */
class NotAnArray extends Error {}

/**
 * Reads an array, `{1,NULL,"a,b",{…}}`, or with bounds first: `[0:2]={…}`. Text that is not one is
 * returned as it is.
 */
export function fromArray(text: string, parse: (text: string) => unknown): unknown {
  try {
    return new ArrayText(text, parse).whole();
  } catch (error) {
    if (error instanceof NotAnArray) return text;
    throw error;
  }
}

class ArrayText {
  readonly #text: string;
  readonly #parse: (text: string) => unknown;
  #at: number;

  constructor(text: string, parse: (text: string) => unknown) {
    this.#text = text;
    this.#parse = parse;
    this.#at = text.indexOf('{');
  }

  whole(): unknown[] {
    if (this.#at < 0) throw new NotAnArray();
    return this.#list(0);
  }

  /** The next character. No loop goes on after the last one. */
  get #next(): string {
    const char = this.#text[this.#at];
    if (char === undefined) throw new NotAnArray();
    return char;
  }

  #list(level: number): unknown[] {
    if (level === MOST_LEVELS) throw new NotAnArray();
    const items: unknown[] = [];
    this.#at++;
    while (this.#next !== '}') {
      if (this.#next === ',') this.#at++;
      if (this.#next === '{') items.push(this.#list(level + 1));
      else if (this.#next === '"') items.push(this.#parse(this.#quoted()));
      else items.push(this.#bare());
    }
    this.#at++;
    return items;
  }

  #quoted(): string {
    let found = '';
    for (this.#at++; this.#next !== '"'; this.#at++) {
      if (this.#next === '\\') this.#at++;
      found += this.#next;
    }
    this.#at++;
    return found;
  }

  #bare(): unknown {
    const start = this.#at;
    while (this.#next !== ',' && this.#next !== '}') this.#at++;
    const found = this.#text.slice(start, this.#at);
    return found === 'NULL' ? null : this.#parse(found);
  }
}
