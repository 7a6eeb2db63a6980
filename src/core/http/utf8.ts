import { StringDecoder } from 'node:string_decoder';

/**
 * Text from UTF-8 that arrives in pieces, cut anywhere. A mark at its beginning (BOM) is left out. Not a
 * `TextDecoder`: in Node 20 it takes ten times as long for a stream.
 */
export class Utf8Stream {
  readonly #decoder = new StringDecoder('utf8');
  #begun = false;

  add(bytes: Buffer): string {
    return this.#withoutMark(this.#decoder.write(bytes));
  }

  /** What is left of a character that was not complete. */
  end(): string {
    return this.#withoutMark(this.#decoder.end());
  }

  #withoutMark(text: string): string {
    if (this.#begun || text === '') return text;
    this.#begun = true;
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }
}
