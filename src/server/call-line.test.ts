import fc from 'fast-check';
import { expect, it } from 'vitest';
import { argumentsIn, BadLine } from './call-line.js';
import { linesOf } from './lines.js';

const options = [
  { name: 'url', letter: 'u', isFlag: false },
  { name: 'force', letter: undefined, isFlag: true },
];

it.each([
  ['--url a b', ['--url=a b']],
  ['-u a --force', ['--url=a', '--force=true']],
  ['--force false --url {"a": "b  c"}', ['--force=false', '--url={"a": "b  c"}']],
  ['--url "a b"', ['--url=a b']],
  [`--url 'a "b"'`, ['--url=a "b"']],
  ['--url "a" and "b"', ['--url="a" and "b"']],
  ['--url --other', ['--url=--other']],
  ['--url=a', undefined],
  ['', []],
])('reads the options of %s', (line, expected) => {
  if (expected) expect(argumentsIn(line, options)).toEqual(expected);
  else expect(() => argumentsIn(line, options)).toThrow(BadLine);
});

it('keeps any value without an option in it', () => {
  const word = fc.string({ minLength: 1 }).map((text) => `x${text.replace(/\s|-/g, '')}`);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      const value = words.join(' ');
      expect(argumentsIn(`--url ${value}`, options)).toEqual([`--url=${value}`]);
    }),
  );
});

async function all(chunks: readonly string[], longest?: number) {
  const found: (string | undefined)[] = [];
  const input = (async function* () {
    yield* chunks;
  })();
  for await (const line of linesOf(input, longest)) found.push(line);
  return found;
}

it('splits input into the same lines, whatever its chunks are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', '')), async (chunks) => {
      const text = chunks.join('');
      expect(await all(chunks)).toEqual(await all([text]));
    }),
  );
  expect(await all(['a\r\nb', 'c\n\nd'])).toEqual(['a', 'bc', '', 'd']);
});

it('holds no line that is too long', async () => {
  expect(await all(['abc', 'def', 'g\nh\n'], 5)).toEqual([undefined, 'h']);
});
