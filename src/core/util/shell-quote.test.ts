import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellQuote } from './shell-quote.js';

test.each(['report.pdf', 'https://host:8080/v1', 'a=1,b=2', 'user@host', '100%'])(
  '%s needs no quotes',
  (word) => expect(shellQuote(word)).toBe(word),
);

test.each(['', '~/bin/job', 'two words', "it's", '$HOME', '*', '`id`', '"', 'a\nb', 'Grüße'])(
  '%j is quoted',
  (word) => expect(shellQuote(word)).toMatch(/^'.*'$/s),
);

test.skipIf(process.platform === 'win32')('a shell reads the original word', () => {
  const words = fc.array(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(words, (all) => {
      const line = `printf '%s\\0' ${all.map(shellQuote).join(' ')}`;
      const read = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
      // A lone surrogate cannot be encoded in UTF-8.
      expect(read.split('\0').slice(0, -1)).toEqual(
        all.map((word) => Buffer.from(word).toString()),
      );
    }),
    { numRuns: 50 },
  );
});
