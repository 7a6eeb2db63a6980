import { expect, test } from 'vitest';
import { jsonIn } from './json-in.js';

test.each([
  ['JSON alone', ' {"a":1}\n', '{"a":1}'],
  ['an array', '[1,2]', '[1,2]'],
  ['a number', '42', '42'],
  ['a string with brackets in it', '"as [1] says"', '"as [1] says"'],
  ['a code block', 'Here it is:\n```json\n{"a":1}\n```\nDone.', '{"a":1}'],
  ['a code block without a language', '```\n[1]\n```', '[1]'],
  ['a code block in capitals', '```JSON\n[1]\n```', '[1]'],
  ['a code block inside JSON', '{"a":"```json\\n1\\n```"}', '{"a":"```json\\n1\\n```"}'],
  ['words around', 'Sure! {"a":[1]} is what you asked for.', '{"a":[1]}'],
  ['words after', '{"a":1}\nIs that right?', '{"a":1}'],
  ['a number of words', '2 of them: [1,2]', '[1,2]'],
  ['none', 'I cannot say.', 'I cannot say.'],
  ['a closing bracket only', 'So :]', 'So :]'],
])('%s', (_name, text, expected) => {
  expect(jsonIn(text)).toBe(expected);
});
