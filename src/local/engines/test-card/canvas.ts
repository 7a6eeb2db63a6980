import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { Font } from './font.js';

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** An indexed-color image: each pixel is the index of a color. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #colours: string[] = [];
  readonly #pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#pixels = new Uint8Array(width * height);
  }

  /** Fills a rectangle, clipped to the image, with a color such as `ff8000`. */
  fill({ left, top, width, height }: Rectangle, colour: string): void {
    const [from, to] = [Math.max(0, left), Math.min(this.width, left + width)];
    if (to <= from) return;
    const number = this.#number(colour);
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      this.#pixels.fill(number, y * this.width + from, y * this.width + to);
    }
  }

  /** Draws a line of text; each font pixel is a square of `scale` pixels. */
  text(text: string, at: { left: number; top: number }, scale: number, font: Font, colour: string) {
    let { left } = at;
    for (const character of text) {
      const glyph = font.glyph(character);
      const top = at.top + (font.ascent - glyph.bottom - glyph.height) * scale;
      for (let row = 0; row < glyph.height; row++) {
        for (let column = 0; column < glyph.width; column++) {
          if (!glyph.isSet(column, row)) continue;
          const x = left + (glyph.left + column) * scale;
          this.fill({ left: x, top: top + row * scale, width: scale, height: scale }, colour);
        }
      }
      left += glyph.advance * scale;
    }
  }

  async png(): Promise<Buffer> {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(this.width, 0);
    head.writeUInt32BE(this.height, 4);
    // Eight bits per pixel, each an index into the palette.
    head.set([8, 3], 8);
    const lines = Buffer.alloc((this.width + 1) * this.height);
    for (let y = 0; y < this.height; y++) {
      const line = this.#pixels.subarray(y * this.width, (y + 1) * this.width);
      // The byte before each row stays 0: no filter.
      lines.set(line, y * (this.width + 1) + 1);
    }
    return Buffer.concat([
      SIGNATURE,
      chunk('IHDR', head),
      chunk('PLTE', Buffer.from(this.#colours.join(''), 'hex')),
      chunk('IDAT', await promisify(deflate)(lines)),
      chunk('IEND', Buffer.of()),
    ]);
  }

  #number(colour: string): number {
    const known = this.#colours.indexOf(colour);
    return known >= 0 ? known : this.#colours.push(colour) - 1;
  }
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
