/** A character of the font: rows of pixels, top first. */
export interface Glyph {
  /** The distance to the next character, in pixels. */
  advance: number;
  width: number;
  height: number;
  /** The offset of its lower left corner from the origin on the baseline. */
  left: number;
  bottom: number;
  isSet(column: number, row: number): boolean;
}

/** A bitmap font in BDF, a text format. Characters are parsed when they are needed. */
export class Font {
  readonly ascent: number;
  readonly lineHeight: number;
  readonly #bdf: string;
  /** The position of a character's text, by code point. */
  readonly #places = new Map<number, number>();
  readonly #read = new Map<number, Glyph>();

  constructor(bdf: string) {
    this.#bdf = bdf;
    this.ascent = Number(/^FONT_ASCENT (\d+)/m.exec(bdf)?.[1]);
    this.lineHeight = this.ascent + Number(/^FONT_DESCENT (\d+)/m.exec(bdf)?.[1]);
    for (const { 1: code, index } of bdf.matchAll(/^ENCODING (\d+)/gm)) {
      this.#places.set(Number(code), index);
    }
  }

  /** Returns a character, or a box if the font does not have it. */
  glyph(character: string): Glyph {
    const code = character.codePointAt(0)!;
    const known = this.#read.get(code);
    if (known) return known;
    const place = this.#places.get(code);
    const glyph = place === undefined ? this.#box() : readGlyph(this.#bdf, place);
    this.#read.set(code, glyph);
    return glyph;
  }

  widthOf(text: string): number {
    let width = 0;
    for (const character of text) width += this.glyph(character).advance;
    return width;
  }

  #box(): Glyph {
    const [width, height] = [8, this.ascent - 3];
    const isSet = (column: number, row: number) =>
      column === 0 || column === width - 1 || row === 0 || row === height - 1;
    return { advance: width + 2, width, height, left: 1, bottom: 0, isSet };
  }
}

function readGlyph(bdf: string, place: number): Glyph {
  const text = bdf.slice(place, bdf.indexOf('ENDCHAR', place));
  const advance = Number(/^DWIDTH (\d+)/m.exec(text)?.[1]);
  const [width = 0, height = 0, left = 0, bottom = 0] = (/^BBX (.+)/m.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number);
  const rows = text.slice(text.indexOf('BITMAP')).split(/\r?\n/).slice(1);
  // Four pixels per hexadecimal digit, the leftmost in the highest bit.
  const isSet = (column: number, row: number) =>
    ((Number.parseInt(rows[row]?.[column >> 2] ?? '0', 16) >> (3 - (column & 3))) & 1) === 1;
  return { advance, width, height, left, bottom, isSet };
}
