import { styleText } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostileText, notOurs } from '../../../test/support/hostile-text.js';
import { CLEAR_LINE, edited, shown, withoutControls } from './shown.js';
import { painter, type Style, safe } from './terminal.js';

const terminal = { isTTY: true, hasColors: () => true } as NodeJS.WriteStream;
const pipe = { isTTY: false } as NodeJS.WriteStream;

it('a terminal gets no control character of any text', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(notOurs(shown(text.replaceAll('HOSTILE', ''), terminal))).toEqual([]);
      expect(notOurs(safe(text, terminal))).toEqual([]);
      expect(withoutControls(text)).not.toMatch(/\p{Cc}(?<![\t\n])/u);
    }),
  );
});

it('our own styles stay, around any text', () => {
  const styles: Style[] = [
    ...(['bold', 'dim', 'italic', 'underline', 'strikethrough'] as const),
    ...(['red', 'green', 'yellow', 'cyan'] as const),
  ];
  const paint = painter(terminal);
  for (const style of styles) {
    const painted = styleText(style, 'text', { validateStream: false });
    expect(shown(paint(style, 'text'), terminal)).toBe(painted);
    expect(edited(painted)).toBe(painted);
  }
});

it('a pipe gets the text unchanged', () => {
  fc.assert(fc.property(hostileText, (text) => shown(text, pipe) === text));
});

it('the line editor moves the cursor, and does nothing else', () => {
  const moves = '\r\x1b[0J\x1b[1G\x1b[3D\x1b[2C\n';
  expect(edited(moves)).toBe(moves);
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(notOurs(edited(text.replaceAll('HOSTILE', '')), { cursor: true })).toEqual([]);
    }),
  );
  expect(edited(CLEAR_LINE)).toBe(CLEAR_LINE);
});
