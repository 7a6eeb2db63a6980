import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, NotText } from './decode-text.js';

const MARK = '\uFEFF';

describe('text', () => {
  it('is UTF-8, or UTF-16 by its byte order mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const utf16 = Buffer.from(MARK + text, 'utf16le');
        expect(decodeText(Buffer.from(text))).toBe(text.replace(/^\uFEFF/, ''));
        expect(decodeText(Buffer.from(MARK + text))).toBe(text);
        expect(decodeText(utf16)).toBe(text);
        expect(decodeText(Buffer.from(utf16).swap16())).toBe(text);
      }),
    );
  });

  it.each([
    ['Latin-1', Buffer.from('[{"a":"café"}]', 'latin1'), 10],
    ['at the start', Buffer.from([0x80]), 0],
    ['cut in a character', Buffer.from('a€').subarray(0, 3), 1],
    ['a surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80]), 1],
    ['after a byte order mark', Buffer.concat([Buffer.from(`${MARK}ab`), Buffer.from([0xff])]), 5],
  ])('is refused with the place of the wrong byte: %s', (_, bytes, at) => {
    expect(() => decodeText(bytes)).toThrow(new NotText(`not valid UTF-8 at byte ${at}`));
  });
});
