import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table, wrap, wrapCommand } from './layout.js';

const plain = { left: (text: string) => text, note: (text: string) => text };
const word = fc.stringMatching(/^[a-z]{1,12}$/);
const sentence = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));

describe('wrap', () => {
  it('breaks at spaces, and gives a longer word its own line', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('a veryverylong word', 6)).toEqual(['a', 'veryverylong', 'word']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('loses no word, and stays within its columns', () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 12, max: 60 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(lines.join(' ')).toBe(text);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('table', () => {
  const rows = [
    { left: '--a', right: 'first' },
    { left: '--long', right: 'the second one', note: '(x)' },
  ];

  it('puts two columns side by side, and a note after its text', () => {
    expect(table(rows, 40, plain)).toEqual(['  --a     first', '  --long  the second one  (x)']);
  });

  it('puts a note below if it does not fit, and the text below on a narrow terminal', () => {
    expect(table(rows, 26, plain)).toEqual([
      '  --a     first',
      '  --long  the second one',
      '          (x)',
    ]);
    expect(table(rows, 18, plain)).toEqual([
      '  --a',
      '      first',
      '  --long',
      '      the second',
      '      one  (x)',
    ]);
  });

  it('puts a word below that does not fit beside', () => {
    const address = { left: '--proxy-address', right: 'http://user:password@host' };
    expect(table([address], 40, plain)).toEqual([
      '  --proxy-address',
      '      http://user:password@host',
    ]);
  });

  it('measures text without its colors', () => {
    const colored = { left: (text: string) => `\x1b[36m${text}\x1b[39m`, note: plain.note };
    const [first] = table(rows, 40, colored);
    expect(first).toBe('  \x1b[36m--a\x1b[39m     first');
  });
});

describe('wrapCommand', () => {
  const line = `oint openai GetImages --url http://localhost:8080 --descr "{'prompt':'Yellow alpaca'}"`;

  it('does not wrap a line that fits, or one for other shells', () => {
    expect(wrapCommand(line, 100, true)).toEqual([line]);
    expect(wrapCommand(line, 40, false)).toEqual([line]);
  });

  it('breaks before an option, and never inside quotes', () => {
    expect(wrapCommand(line, 60, true)).toEqual([
      'oint openai GetImages --url http://localhost:8080 \\',
      `  --descr "{'prompt':'Yellow alpaca'}"`,
    ]);
  });

  it('separates an option from its value only if both are too long for a line', () => {
    expect(wrapCommand(line, 36, true)).toEqual([
      'oint openai GetImages \\',
      '  --url http://localhost:8080 \\',
      '  --descr \\',
      `  "{'prompt':'Yellow alpaca'}"`,
    ]);
  });

  it('understands shell quotes, and does not wrap a line with unclosed quotes', () => {
    const quoted = `oint x DoIt --first 'one "two three' --second "it's \\"four five\\""`;
    expect(wrapCommand(quoted, 42, true)).toEqual([
      `oint x DoIt --first 'one "two three' \\`,
      `  --second "it's \\"four five\\""`,
    ]);
    const open = `oint x DoIt --first 'one two three --second four`;
    expect(wrapCommand(open, 30, true)).toEqual([open]);
  });

  it('means the same to a shell', () => {
    const pair = fc.tuple(word, word, fc.boolean());
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
        const options = pairs.map(([name, value, quoted]) =>
          quoted ? `--${name} "${value} ${value}"` : `--${name} ${value}`,
        );
        const command = ['oint openai Method', ...options].join(' ');
        const lines = wrapCommand(command, 40, true);
        expect(lines.join('\n').replaceAll(' \\\n  ', ' ')).toBe(command);
        for (const text of lines) expect(text.length).toBeLessThanOrEqual(40);
      }),
    );
  });
});
