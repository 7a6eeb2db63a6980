import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { built } from '../../../core/built.js';
import { Canvas } from './canvas.js';
import { Font } from './font.js';
import { fitted } from './lines.js';

export interface CardRequest {
  prompt: string;
  /** In pixels. */
  width: number;
  height: number;
  /** Which of the request's `n` images it is, from 1. */
  number: number;
  n: number;
}

const WHITE = 'ffffff';
const BLACK = '101010';
/** 75 % color bars from the brightest to the darkest, as on television test cards. */
const BARS = ['bfbfbf', 'bfbf00', '00bfbf', '00bf00', 'bf00bf', 'bf0000', '0000bf'];
const STEPS = 11;

let font: Promise<Font> | undefined;

/** The font that the build compresses: it is large and rarely needed. */
async function readFont(): Promise<Font> {
  const bytes = await readFile(built('font/Galmuri11.bdf.gz'));
  return new Font(gunzipSync(bytes).toString('utf8'));
}

/** Draws a test card as a PNG: color bars above, a grey scale below, and the text between them. */
export async function testCard(request: CardRequest): Promise<Buffer> {
  font ??= readFont();
  const { width, height } = request;
  const canvas = new Canvas(width, height);
  canvas.fill({ left: 0, top: 0, width, height }, BLACK);
  const band = Math.round(height * 0.16);
  columns(canvas, BARS, 0, band);
  columns(canvas, greys(), height - Math.round(band / 2), Math.round(band / 2));
  const used = footer(canvas, request, height - Math.round(band / 2), await font);
  prompt(canvas, request.prompt, { top: band, bottom: used }, await font);
  return canvas.png();
}

function columns(canvas: Canvas, colours: readonly string[], top: number, height: number): void {
  colours.forEach((colour, index) => {
    const left = Math.round((canvas.width * index) / colours.length);
    canvas.fill({ left, top, width: canvas.width - left, height }, colour);
  });
}

function greys(): string[] {
  return Array.from({ length: STEPS }, (_, step) =>
    Math.round((255 * step) / (STEPS - 1))
      .toString(16)
      .padStart(2, '0')
      .repeat(3),
  );
}

/** Draws the caption. Returns its top edge. */
function footer(canvas: Canvas, { number, n }: CardRequest, bottom: number, font: Font): number {
  const which = n > 1 ? ` · ${number}/${n}` : '';
  const text = `test-card · ${canvas.width}x${canvas.height}${which}`;
  const widest = Math.floor((canvas.width * 0.9) / font.widthOf(text));
  const scale = Math.max(1, Math.min(3, widest, Math.round(canvas.height / 350)));
  const top = bottom - Math.round(font.lineHeight * scale * 1.25);
  centred(canvas, text, top, scale, font, 'bfbfbf');
  return top;
}

function prompt(
  canvas: Canvas,
  text: string,
  { top, bottom }: { top: number; bottom: number },
  font: Font,
) {
  const margin = Math.round(canvas.width * 0.05);
  const [width, height] = [canvas.width - 2 * margin, bottom - top];
  const { lines, scale } = fitted(printable(text), width, height, font);
  const step = font.lineHeight * scale;
  const first = top + Math.max(0, Math.round((height - lines.length * step) / 2));
  for (const [index, line] of lines.entries()) {
    centred(canvas, line, first + index * step, scale, font, WHITE);
  }
}

/** Composes accented letters, and removes control characters. */
function printable(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '    ')
    .replace(/[^\P{C}\n]/gu, '');
}

function centred(
  canvas: Canvas,
  text: string,
  top: number,
  scale: number,
  font: Font,
  colour: string,
) {
  const left = Math.round((canvas.width - font.widthOf(text) * scale) / 2);
  canvas.text(text, { left, top }, scale, font, colour);
}
