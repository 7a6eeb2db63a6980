import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Lines, LONGEST_LINE } from './lines.js';

/** The lines in these chunks, and the errors. */
function readLines(chunks: readonly Buffer[]) {
  const read: string[] = [];
  const errors: object[] = [];
  const lines = new Lines(
    (line) => read.push(line),
    (error) => errors.push(error),
  );
  for (const chunk of chunks) lines.push(chunk);
  lines.end();
  return { read, errors };
}

it('reads the same lines, however the bytes are split into chunks', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '😀') });
  fc.assert(
    fc.property(text, fc.nat({ max: 7 }), (whole, size) => {
      const bytes = Buffer.from(whole);
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size + 1) {
        chunks.push(bytes.subarray(at, at + size + 1));
      }
      const { read, errors } = readLines(chunks);
      expect(read).toEqual(whole.split('\n').filter(Boolean));
      expect(errors).toEqual([]);
    }),
  );
});

it('refuses a line that is one byte too long, and only that line', () => {
  const longest = Buffer.alloc(LONGEST_LINE, 'a');
  const kept = readLines([longest, Buffer.from('\nb\n')]);
  expect(kept.read.map(({ length }) => length)).toEqual([LONGEST_LINE, 1]);
  expect(kept.errors).toEqual([]);
  const cut = readLines([Buffer.from('first\n'), longest, Buffer.from('a\nb\n')]);
  expect(cut.read).toEqual(['first', 'b']);
  expect(cut.errors).toHaveLength(1);
  // Without its end, too.
  const open = readLines([Buffer.from('first\n'), longest, Buffer.from('aa')]);
  expect(open.read).toEqual(['first']);
  expect(open.errors).toHaveLength(1);
});
