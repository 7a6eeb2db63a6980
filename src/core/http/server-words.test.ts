import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine, serverWords, titleOf } from './server-words.js';

test.each([
  ['OpenAI', { error: { message: 'Wrong key', type: 'invalid', code: null } }, 'Wrong key'],
  ['Ollama', { error: 'model "x" not found' }, 'model "x" not found'],
  ['only a message', { message: 'no' }, 'no'],
  ['FastAPI', { detail: 'Not Found' }, 'Not Found'],
  [
    'FastAPI’s validation errors',
    {
      detail: [
        { loc: ['body', 'model'], msg: 'field required' },
        { loc: ['body', 'messages', 0], msg: 'not a message' },
      ],
    },
    'body.model: field required; body.messages.0: not a message',
  ],
  ['an array of errors', { errors: [{ message: 'a' }, 'b', { other: 1 }] }, 'a; b'],
  ['a bare array', [{ error: { message: 'no' } }], 'no'],
  ['problem+json', { type: 'about:blank', title: 'Bad', detail: 'No such thing' }, 'No such thing'],
  ['OAuth', { error_description: 'expired' }, 'expired'],
  [
    'an empty message',
    { error: { message: '', code: 'x' } },
    '{"error":{"message":"","code":"x"}}',
  ],
  ['an unknown form', { reason: 'quota', left: 0 }, '{"reason":"quota","left":0}'],
  ['an empty object', {}, ''],
  ['an empty array', [], ''],
  ['null', null, ''],
  ['a number', 7, ''],
  ['text', 'no\n  such   model\t', 'no such model'],
  ['an HTML page', '<!DOCTYPE html><html><title>502 Bad Gateway</title>', '502 Bad Gateway'],
  ['nothing', '', ''],
  [
    'XML with entities',
    '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>No &quot;a&#38;b&quot; &amp;lt;</Message></Error>',
    'NoSuchKey: No "a&b" &lt;',
  ],
  [
    'XML with a namespace and CDATA',
    '<s:Error xmlns:s="x"><s:Code a="1">Busy</s:Code><s:Message><![CDATA[a < b]]></s:Message></s:Error>',
    'Busy: a < b',
  ],
])('%s', (_name, body, words) => {
  expect(serverWords(body)).toBe(words);
});

test('long messages are clipped', () => {
  expect(serverWords('x'.repeat(10_000))).toBe(`${'x'.repeat(500)}…`);
});

test('terminal control characters are removed', () => {
  const evil = '\u001b[2J\u001b]0;title\u0007no\u009b31m\u0000\r\nway';
  expect(serverWords({ error: { message: evil } })).toBe('[2J ]0;title no 31m way');
});

test('the title of a page is its title, its first heading, or empty', () => {
  expect(titleOf('  <html><head><title lang="en">\n Sign  in </title>')).toBe('Sign in');
  expect(titleOf('<body><h1 class="x">Blocked</h1>')).toBe('Blocked');
  expect(titleOf('<!doctype html><p>hm')).toBe('');
  expect(titleOf('{"title":"<html>"}')).toBeUndefined();
});

test('whatever a server returns, its message is one short line', () => {
  fc.assert(
    fc.property(fc.anything(), (body) => {
      const words = serverWords(JSON.parse(JSON.stringify(body) ?? 'null'));
      expect(words).toBe(oneLine(words, 501));
      expect(words).not.toMatch(/\p{Cc}/u);
    }),
  );
});
