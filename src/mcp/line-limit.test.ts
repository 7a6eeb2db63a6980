import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineLimit, LONGEST_LINE } from './line-limit.js';

/** What comes out of these chunks, and what is answered. */
async function limited(chunks: readonly Buffer[]) {
  const answers: object[] = [];
  const limit = Readable.from(chunks).pipe(new LineLimit((error) => answers.push(error)));
  const out: Buffer[] = [];
  for await (const chunk of limit) out.push(chunk);
  return { out: Buffer.concat(out), answers };
}

it('whatever chunks they come in, lines go through as they are', async () => {
  const chunk = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '😀') });
  await fc.assert(
    fc.asyncProperty(fc.array(chunk), async (texts) => {
      const chunks = texts.filter(Boolean).map((text) => Buffer.from(text));
      const { out, answers } = await limited(chunks);
      expect(out).toEqual(Buffer.concat(chunks));
      expect(answers).toEqual([]);
    }),
  );
});

it('a line is too long by one byte, and only that line is left out', async () => {
  const whole = Buffer.alloc(LONGEST_LINE - 1, 'a');
  const end = Buffer.from('\n');
  const kept = await limited([whole, end, Buffer.from('b\n')]);
  expect(kept.out.length).toBe(LONGEST_LINE + 2);
  expect(kept.answers).toEqual([]);
  const cut = await limited([
    Buffer.from('first\n'),
    whole,
    Buffer.from('a'),
    end,
    Buffer.from('b\n'),
  ]);
  expect(cut.out.toString()).toBe('first\nb\n');
  expect(cut.answers).toHaveLength(1);
  // Without its end, too.
  const open = await limited([Buffer.from('first\n'), whole, Buffer.from('aa')]);
  expect(open.out.toString()).toBe('first\n');
  expect(open.answers).toHaveLength(1);
});
